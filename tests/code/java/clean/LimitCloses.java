import java.io.IOException;
import java.net.*;
import java.util.concurrent.*;

class LimitCloses {
    private final Semaphore slots = new Semaphore(100);

    void serve(ServerSocket server, ExecutorService pool) throws IOException {
        while (true) {
            Socket s = server.accept();
            if (!slots.tryAcquire()) {
                s.close();
                continue;
            }
            pool.submit(new Session(s, slots));
        }
    }
}
