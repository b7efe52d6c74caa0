import java.io.*;
import java.net.*;

class RetryCloses {
    Socket connect(String host) throws InterruptedException, IOException {
        for (int i = 0; i < 5; i++) {
            Socket s = null;
            try {
                s = new Socket(host, 80);
                return s;
            } catch (IOException e) {
                System.err.println(e);
                if (s != null) {
                    s.close();
                }
            }
            Thread.sleep(500);
        }
        return null;
    }
}
