import java.io.*;
import java.net.*;
import java.util.concurrent.*;

class PoolReturnDropped {
    private final BlockingQueue<Socket> idle = new ArrayBlockingQueue<>(8);
    Socket take() throws IOException {
        Socket s = idle.poll();
        return s != null ? s : new Socket("db", 5000);
    }
    void give(Socket s) {
        idle.offer(s); // expect: close-wait-leak
    }
}
