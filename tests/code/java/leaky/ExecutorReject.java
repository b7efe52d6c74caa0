import java.net.*;
import java.util.concurrent.*;

class ExecutorReject {
    void serve(ServerSocket ss, ThreadPoolExecutor pool) throws Exception {
        while (true) {
            Socket s = ss.accept();
            try {
                pool.execute(() -> handle(s));
            } catch (RejectedExecutionException e) { // expect: close-wait-leak
                System.err.println("busy");
            }
        }
    }
    void handle(Socket s) {
        try (s) { s.getInputStream().read(); } catch (Exception e) { }
    }
}
