import java.io.IOException;
import java.net.*;
import java.util.concurrent.*;

class AcceptLimit {
    private final Semaphore slots = new Semaphore(100);

    void serve(ServerSocket server, ExecutorService pool) throws IOException {
        while (true) {
            Socket s = server.accept();
            if (!slots.tryAcquire()) {
                System.err.println("too many sessions");
                continue; // expect: close-wait-leak
            }
            pool.submit(new Session(s, slots));
        }
    }
}
