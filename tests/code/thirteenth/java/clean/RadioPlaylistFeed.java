package radio.playout;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

public class RadioPlaylistFeed implements Runnable {
    private final String host;
    private final Consumer<String> titles;

    public RadioPlaylistFeed(String host, Consumer<String> titles) {
        this.host = host;
        this.titles = titles;
    }

    @Override
    public void run() {
        int failures = 0;
        while (!Thread.interrupted()) {
            try (Socket s = new Socket()) {
                s.connect(new InetSocketAddress(host, 8100), 5000);
                s.setSoTimeout(45_000);
                s.setKeepAlive(true);
                s.getOutputStream().write("SUBSCRIBE nowplaying\n".getBytes(StandardCharsets.US_ASCII));
                BufferedReader r = new BufferedReader(
                        new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
                for (String l; (l = r.readLine()) != null; ) {
                    failures = 0;
                    if (!l.equals("PING")) {
                        titles.accept(l);
                    }
                }
                System.out.println("playout closed the feed");
            } catch (SocketTimeoutException e) {
                System.out.println("playout silent, no PING for 45 s");
            } catch (IOException e) {
                System.out.println("playout: " + e.getMessage());
            }
            failures++;
            try {
                Thread.sleep(Math.min(60_000, 1000L << Math.min(failures, 6)));
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
