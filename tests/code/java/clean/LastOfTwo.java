import java.io.*;
import java.net.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;

/** Two pumps; the one that ends last closes both. */
class LastOfTwo {
    private final ExecutorService exec = Executors.newCachedThreadPool();

    final class Pair {
        private final Socket left, right;
        private final AtomicInteger running = new AtomicInteger(2);

        Pair(Socket left, Socket right) {
            this.left = left;
            this.right = right;
        }

        void pump(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] b = new byte[8192];
                for (int n; (n = in.read(b)) >= 0; ) {
                    out.write(b, 0, n);
                }
                to.shutdownOutput();
            } catch (IOException e) {
                end();
            } finally {
                if (running.decrementAndGet() == 0) {
                    end();
                }
            }
        }

        private void end() {
            for (Socket s : new Socket[] {left, right}) {
                try {
                    s.close();
                } catch (IOException e) {
                    System.err.println(e);
                }
            }
        }
    }

    void couple(Socket a, Socket b) {
        Pair p = new Pair(a, b);
        exec.execute(() -> p.pump(a, b));
        exec.execute(() -> p.pump(b, a));
    }
}
