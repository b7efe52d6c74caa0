package alarms;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

public class AlarmReceiverTimeout implements Runnable {

    private final InetSocketAddress panel;
    private final Consumer<Alarm> consumer;
    private volatile boolean stopped;

    public AlarmReceiverTimeout(InetSocketAddress panel, Consumer<Alarm> consumer) {
        this.panel = panel;
        this.consumer = consumer;
    }

    @Override
    public void run() {
        while (!stopped) {
            try (Socket s = new Socket()) {
                s.connect(panel, 5000);
                s.setKeepAlive(true);
                s.setSoTimeout(90_000);   // the panel says "alive" once a minute
                s.getOutputStream().write("LISTEN\r\n".getBytes(StandardCharsets.US_ASCII));
                BufferedReader r = new BufferedReader(
                        new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
                String line;
                while ((line = r.readLine()) != null) {
                    if (!line.isBlank()) {
                        consumer.accept(Alarm.parse(line));
                    }
                }
            } catch (IOException e) {
                System.err.println("panel " + panel + ": " + e);
            }
            pause(2000);
        }
    }

    private static void pause(long ms) {
        try { Thread.sleep(ms); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
    }

    public void stop() { stopped = true; }
}
