package road.toll.feed;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Keeps a feed from the gantry running; reconnects for ever with a growing pause. */
public class TollGantryFeed implements Runnable {
    private final InetSocketAddress gantry;
    private final PassageListener listener;
    private volatile boolean running = true;
    private volatile Socket current;

    public TollGantryFeed(InetSocketAddress gantry, PassageListener listener) {
        this.gantry = gantry;
        this.listener = listener;
    }

    @Override
    public void run() {
        long pause = 500;
        while (running) {
            try (Socket s = new Socket()) {
                current = s;
                s.setKeepAlive(true);
                s.connect(gantry, 5000);
                s.setSoTimeout(45_000); // gantry beats every 15 s
                pause = 500;
                pump(s.getInputStream());
                System.out.println("gantry " + gantry + " ended the feed");
            } catch (IOException e) {
                System.out.println("gantry " + gantry + ": " + e.getMessage());
            } finally {
                current = null;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.min(60_000, pause * 2);
        }
    }

    private void pump(InputStream in) throws IOException {
        byte[] rec = new byte[32];
        int have = 0, n;
        while (running && (n = in.read(rec, have, rec.length - have)) >= 0) {
            have += n;
            if (have == rec.length) {
                listener.passage(rec.clone());
                have = 0;
            }
        }
    }

    public void stop() throws IOException {
        running = false;
        Socket s = current;
        if (s != null) s.close();
    }
}
