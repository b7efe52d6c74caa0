import java.io.*;
import java.net.*;

class ExceptionLeaves {
    int length(String host) throws IOException {
        Socket s = new Socket(host, 9);
        s.setSoTimeout(1000);
        DataInputStream in = new DataInputStream(s.getInputStream());
        int n = in.readInt(); // expect: close-wait-leak
        s.close();
        return n;
    }
}
