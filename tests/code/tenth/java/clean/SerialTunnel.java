import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tunnel between the old till software and the terminal server.
 * Both directions run on their own; whichever ends last puts the lights out.
 */
public class SerialTunnel {

    private final ExecutorService exec = Executors.newCachedThreadPool();
    private final Semaphore slots = new Semaphore(64);
    private final InetSocketAddress remote;

    public SerialTunnel(InetSocketAddress remote) {
        this.remote = remote;
    }

    private final class Pair {
        private final Socket left;
        private final Socket right;
        private final AtomicInteger running = new AtomicInteger(2);

        Pair(Socket left, Socket right) {
            this.left = left;
            this.right = right;
        }

        void pump(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] b = new byte[4096];
                for (int n; (n = in.read(b)) >= 0; ) {
                    out.write(b, 0, n);
                }
                to.shutdownOutput();
            } catch (IOException e) {
                System.err.println("tunnel: " + e.getMessage());
                shut(left);
                shut(right);
            } finally {
                if (running.decrementAndGet() == 0) {
                    shut(left);
                    shut(right);
                    slots.release();
                }
            }
        }
    }

    private void couple(Socket till) {
        Socket ts = new Socket();
        try {
            ts.connect(remote, 4000);
            for (Socket s : new Socket[] {till, ts}) {
                s.setTcpNoDelay(true);
                s.setKeepAlive(true);
                s.setSoTimeout(30 * 60 * 1000);
            }
        } catch (IOException e) {
            System.err.println("terminal server: " + e.getMessage());
            shut(ts);
            shut(till);
            slots.release();
            return;
        }
        Pair p = new Pair(till, ts);
        exec.execute(() -> p.pump(ts, till));
        p.pump(till, ts);
    }

    public void run(int port) throws IOException, InterruptedException {
        try (ServerSocket ss = new ServerSocket(port, 50)) {
            while (true) {
                slots.acquire();
                Socket till = ss.accept();
                exec.execute(() -> couple(till));
            }
        } finally {
            exec.shutdown();
        }
    }

    private static void shut(Socket s) {
        try {
            s.close();
        } catch (IOException e) {
            System.err.println("close: " + e.getMessage());
        }
    }
}
