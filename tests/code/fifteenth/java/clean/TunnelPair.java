import java.io.*;
import java.net.*;

/** Poor man's port forwarder for the test lab. */
public class TunnelPair {

    public static void main(String[] args) throws IOException {
        int local = Integer.parseInt(args[0]);
        InetSocketAddress target = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
        ServerSocket ss = new ServerSocket(local, 128);
        for (;;) {
            Socket a = ss.accept();
            new Thread(() -> bridge(a, target)).start();
        }
    }

    static void bridge(Socket a, InetSocketAddress target) {
        try (Socket left = a; Socket right = new Socket()) {
            left.setTcpNoDelay(true);
            right.setTcpNoDelay(true);
            right.connect(target, 5000);
            left.setSoTimeout(900_000);
            right.setSoTimeout(900_000);
            Thread back = new Thread(() -> copy(right, left));
            back.start();
            copy(left, right);
            back.join();
        } catch (IOException e) {
            System.err.println("bridge: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void copy(Socket from, Socket to) {
        byte[] buf = new byte[32 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n; (n = in.read(buf)) != -1; ) {
                out.write(buf, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // one side broke: take down both, which wakes the other copier
            try { from.close(); } catch (IOException ignored) { }
            try { to.close(); } catch (IOException ignored) { }
        }
    }
}
