import java.io.*;
import java.net.*;
import java.util.concurrent.*;

class AcceptSpin {
    void run(ServerSocket ss, ExecutorService ex) {
        while (true) {
            try {
                Socket s = ss.accept();
                ex.submit(new Worker(s));
            } catch (IOException e) { // expect: accept-queue-overflow
                System.err.println("accept: " + e);
            }
        }
    }
    static class Worker implements Runnable {
        final Socket s;
        Worker(Socket s) { this.s = s; }
        public void run() { try (Socket x = s) { x.getInputStream().read(); } catch (IOException e) { } }
    }
}
