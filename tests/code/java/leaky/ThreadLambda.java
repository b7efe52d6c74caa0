import java.io.*;
import java.net.*;

class ThreadLambda {
    void run(ServerSocket server) throws IOException {
        while (true) {
            Socket s = server.accept();
            new Thread(() -> handle(s)).start();
        }
    }

    void handle(Socket s) {
        try {
            InputStream in = s.getInputStream();
            byte[] b = new byte[512];
            int n = in.read(b);
            if (n < 0) { // expect: close-wait-leak
                return;
            }
            s.getOutputStream().write(b, 0, n);
            s.close();
        } catch (IOException e) {
            try { s.close(); } catch (IOException ignored) { }
        }
    }
}
