package museum.kiosk;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;
import java.util.logging.Level;
import java.util.logging.Logger;

public class KioskServer {
    private static final Logger LOG = Logger.getLogger("kiosk");
    private final ExecutorService guides = new ThreadPoolExecutor(4, 32, 60, TimeUnit.SECONDS, new SynchronousQueue<>());
    private final ExecutorService sorry = Executors.newSingleThreadExecutor();

    public void run(int port) throws IOException, InterruptedException {
        try (ServerSocket ss = new ServerSocket(port, 256)) {
            for (;;) {
                final Socket k;
                try {
                    k = ss.accept();
                } catch (IOException e) {
                    LOG.log(Level.WARNING, "accept", e);
                    Thread.sleep(200);
                    continue;
                }
                try {
                    guides.execute(() -> tour(k));
                } catch (RejectedExecutionException full) {
                    sorry.execute(() -> turnAway(k));
                }
            }
        }
    }

    private void tour(Socket k) {
        try (k) {
            k.setSoTimeout(45_000);
            k.setTcpNoDelay(true);
            var in = new BufferedReader(new InputStreamReader(k.getInputStream(), StandardCharsets.UTF_8));
            var out = new BufferedWriter(new OutputStreamWriter(k.getOutputStream(), StandardCharsets.UTF_8));
            for (String l; (l = in.readLine()) != null;) {
                out.write(switch (l.trim()) {
                    case "hello" -> "welcome";
                    case "room" -> "3: Flemish masters";
                    default -> "?";
                });
                out.write("\r\n");
                out.flush();
            }
        } catch (IOException e) {
            LOG.fine(() -> "kiosk: " + e);
        }
    }

    /** Says no, and reads what they have sent so that they get to see it. */
    private void turnAway(Socket k) {
        try (k) {
            k.setSoTimeout(300);
            k.getOutputStream().write("full\r\n".getBytes(StandardCharsets.US_ASCII));
            k.shutdownOutput();
            InputStream in = k.getInputStream();
            byte[] junk = new byte[1024];
            for (int i = 0; i < 64 && in.read(junk) >= 0; i++) { }
        } catch (IOException e) {
            LOG.finer("turned away: " + e);
        }
    }
}
