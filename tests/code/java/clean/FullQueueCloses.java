import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** offer() says whether there was room: where there was none, it is closed. */
public class FullQueueCloses {
    private final BlockingQueue<Socket> jobs = new ArrayBlockingQueue<>(32);

    void listen(ServerSocket door) throws IOException {
        while (true) {
            Socket caller = door.accept();
            boolean taken = jobs.offer(caller);
            if (!taken) {
                System.err.println("no room for " + caller.getRemoteSocketAddress());
                caller.close();
            }
        }
    }

    void work() throws InterruptedException {
        while (true) {
            try (Socket s = jobs.take()) {
                s.getOutputStream().write('!');
            } catch (IOException e) {
                System.err.println(e);
            }
        }
    }
}
