package mail.drop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

public class MailDropRefuser {
    private final Semaphore room = new Semaphore(100);
    private final ExecutorService workers = Executors.newCachedThreadPool();

    public interface Session { void handle(Socket s) throws IOException; }

    public void accept(ServerSocket ss, Session session) throws IOException {
        while (true) {
            Socket s = ss.accept();
            boolean ok = room.tryAcquire();
            try {
                workers.execute(() -> {
                    try (Socket c = s) {
                        c.setSoTimeout(30_000);
                        if (ok) session.handle(c); else turnAway(c);
                    } catch (IOException e) {
                        System.err.println("session ended: " + e.getMessage());
                    } finally {
                        if (ok) room.release();
                    }
                });
            } catch (RejectedExecutionException e) {
                s.close();
                return;
            }
        }
    }

    /** Says 421, then waits for the other side to stop, so that the text arrives. */
    private static void turnAway(Socket c) throws IOException {
        c.setSoTimeout(2000);
        OutputStream o = c.getOutputStream();
        o.write("421 too many sessions, try later\r\n".getBytes(StandardCharsets.US_ASCII));
        c.shutdownOutput();
        InputStream in = c.getInputStream();
        byte[] sink = new byte[4096];
        long until = System.nanoTime() + 5_000_000_000L;
        while (in.read(sink) != -1 && System.nanoTime() < until) {
            // discard
        }
    }
}
