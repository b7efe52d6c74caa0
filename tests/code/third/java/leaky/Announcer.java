package ops;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;

public class Announcer extends Thread {

    private final BlockingQueue<Event> queue;
    private final String host;
    private final int port;

    public Announcer(BlockingQueue<Event> queue, String host, int port) {
        super("announcer");
        this.queue = queue;
        this.host = host;
        this.port = port;
        setDaemon(true);
    }

    @Override
    public void run() {
        while (!isInterrupted()) {
            Event e;
            try {
                e = queue.take();
            } catch (InterruptedException ex) {
                return;
            }
            try (Socket s = new Socket()) {
                s.connect(new InetSocketAddress(host, port), 2000);
                s.setSoTimeout(2000);
                OutputStream out = s.getOutputStream();
                out.write((e.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (s.getInputStream().read() != '+') {
                    System.err.println("announce refused: " + e.id());
                }
            } catch (IOException ex) {
                System.err.println("announce failed: " + ex);
            }
        }
    }
}
