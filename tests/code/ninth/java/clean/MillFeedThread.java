package paper.mill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Listens to the line of the moisture scanner. stopFeed() may come from any thread. */
public class MillFeedThread extends Thread {

    private final String host;
    private final Listener listener;
    private Socket sock;            // guarded by this
    private boolean stopped;        // guarded by this

    public MillFeedThread(String host, Listener listener) {
        this.host = host;
        this.listener = listener;
        setName("mill-feed");
    }

    private synchronized boolean adopt(Socket s) {
        if (stopped) {
            return false;
        }
        sock = s;
        return true;
    }

    public void stopFeed() throws IOException {
        Socket s;
        synchronized (this) {
            stopped = true;
            s = sock;
        }
        interrupt();
        if (s != null) {
            s.close();      // wakes the read
        }
    }

    @Override
    public void run() {
        int quiet = 0;
        try (Socket s = new Socket()) {
            if (!adopt(s)) {
                return;
            }
            s.connect(new InetSocketAddress(host, 4001), 4000);
            s.setSoTimeout(30_000);
            s.setKeepAlive(true);
            BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream()));
            while (!isInterrupted()) {
                String line;
                try {
                    line = r.readLine();
                } catch (SocketTimeoutException e) {
                    if (++quiet == 3) {
                        listener.lost("scanner has been quiet for 90 s");
                        return;
                    }
                    continue;
                }
                if (line == null) {
                    listener.lost("scanner ended the line");
                    return;
                }
                quiet = 0;
                listener.moisture(Double.parseDouble(line));
            }
        } catch (IOException | NumberFormatException e) {
            listener.lost(e.toString());
        }
    }

    public interface Listener {
        void moisture(double percent);

        void lost(String why);
    }
}
