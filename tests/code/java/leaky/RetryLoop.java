import java.io.*;
import java.net.*;

class RetryLoop {
    Socket connect(String host) throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            try {
                Socket s = new Socket(host, 80); // expect: close-wait-leak
                if (hello(s)) {
                    return s;
                }
            } catch (IOException e) {
                System.err.println(e);
            }
            Thread.sleep(500);
        }
        return null;
    }

    boolean hello(Socket s) throws IOException {
        s.getOutputStream().write(1);
        return s.getInputStream().read() == 1;
    }
}
