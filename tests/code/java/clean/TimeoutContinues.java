import java.io.*;
import java.net.*;

class TimeoutContinues {
    volatile boolean stop;

    void loop(Socket s) throws IOException {
        try (s) {
            s.setSoTimeout(1000);
            InputStream in = s.getInputStream();
            byte[] b = new byte[100];
            while (!stop) {
                try {
                    if (in.read(b) < 0) {
                        return;
                    }
                } catch (SocketTimeoutException e) {
                    continue;
                }
            }
        }
    }
}
