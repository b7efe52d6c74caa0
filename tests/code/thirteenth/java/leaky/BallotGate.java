package vote.edge;

import java.io.*;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

public class BallotGate {

    private static final byte[] BUSY = ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"
            + "Content-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII);

    private final Semaphore seats = new Semaphore(200);
    private final ExecutorService exec = Executors.newCachedThreadPool();
    private final BallotHandler handler;

    public BallotGate(BallotHandler handler) {
        this.handler = handler;
    }

    public void serve(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 1024)) {
            for (;;) {
                Socket voter = ss.accept();
                if (!seats.tryAcquire()) {
                    try (Socket v = voter) {
                        v.getOutputStream().write(BUSY);
                    } catch (IOException ignored) {
                        // voter did not wait for us
                    }
                    continue;
                }
                exec.execute(() -> {
                    try (Socket v = voter) {
                        v.setSoTimeout(8000);
                        handler.handle(v);
                    } catch (IOException e) {
                        System.err.println("ballot request broken: " + e);
                    } finally {
                        seats.release();
                    }
                });
            }
        }
    }

    /** Reads the whole request, answers, leaves closing to the caller. */
    public interface BallotHandler {
        void handle(Socket voter) throws IOException;
    }
}
