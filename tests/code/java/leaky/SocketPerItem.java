import java.io.*;
import java.net.*;
import java.util.List;

class SocketPerItem {
    void push(String host, List<byte[]> items) throws IOException {
        for (byte[] item : items) {
            try (Socket s = new Socket(host, 9000)) { // expect: connection-churn
                s.getOutputStream().write(item);
            }
        }
    }
}
