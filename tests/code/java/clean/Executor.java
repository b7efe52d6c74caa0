import java.io.*;
import java.net.*;
import java.util.concurrent.*;

class Executor {
    void serve(ServerSocket server, ExecutorService pool) throws IOException {
        while (true) {
            Socket s = server.accept();
            pool.submit(() -> handle(s));
        }
    }

    void handle(Socket s) {
        try (s; InputStream in = s.getInputStream()) {
            byte[] b = new byte[512];
            int n = in.read(b);
            if (n > 0) {
                s.getOutputStream().write(b, 0, n);
            }
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}
