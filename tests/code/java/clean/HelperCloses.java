import java.io.*;
import java.net.*;

class HelperCloses {
    private static void closeQuietly(Socket s) {
        try {
            s.close();
        } catch (IOException e) {
            System.err.println(e);
        }
    }

    void handle(Socket s) {
        byte[] b = new byte[512];
        try {
            int n = s.getInputStream().read(b);
            if (n > 0) {
                s.getOutputStream().write(b, 0, n);
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        closeQuietly(s);
    }

    void serve(ServerSocket server) throws IOException {
        for (;;) {
            Socket s = server.accept();
            new Thread(() -> handle(s)).start();
        }
    }
}
