import java.io.*;
import java.net.*;
import java.util.concurrent.*;

public class HandlerFinally {
    private final ExecutorService pool = Executors.newFixedThreadPool(64);
    void serve(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 512)) {
            while (!Thread.currentThread().isInterrupted()) {
                Socket s = ss.accept();
                try {
                    pool.execute(() -> handle(s));
                } catch (RejectedExecutionException e) {
                    s.close();
                }
            }
        }
    }
    private void handle(Socket s) {
        try {
            s.setSoTimeout(30_000);
            InputStream in = s.getInputStream();
            OutputStream out = s.getOutputStream();
            byte[] b = new byte[4096];
            for (int n; (n = in.read(b)) != -1; ) out.write(b, 0, n);
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } finally {
            try { s.close(); } catch (IOException ignored) { }
        }
    }
}
