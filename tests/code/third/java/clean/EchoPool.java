package srv;

import java.io.*;
import java.net.*;
import java.util.concurrent.*;

public class EchoPool {
    private final ExecutorService pool = new ThreadPoolExecutor(
            4, 64, 30, TimeUnit.SECONDS, new SynchronousQueue<>());

    public void serve(int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 256)) {
            while (!Thread.interrupted()) {
                Socket s = server.accept();
                try {
                    pool.execute(() -> handle(s));
                } catch (RejectedExecutionException full) {
                    s.close();
                }
            }
        } finally {
            pool.shutdown();
        }
    }

    private void handle(Socket s) {
        try (s; InputStream in = s.getInputStream(); OutputStream out = s.getOutputStream()) {
            s.setSoTimeout(30_000);
            s.setTcpNoDelay(true);
            byte[] buf = new byte[8192];
            int n;
            while ((n = in.read(buf)) >= 0) {
                out.write(buf, 0, n);
            }
        } catch (SocketTimeoutException e) {
            System.out.println("idle: " + s.getRemoteSocketAddress());
        } catch (IOException e) {
            System.out.println("client: " + e.getMessage());
        }
    }
}
