import java.io.*;
import java.net.*;

class Unbuffered {
    void send(Socket s, String text) throws IOException {
        OutputStream out = s.getOutputStream();
        for (char ch : text.toCharArray()) {
            out.write(ch); // expect: small-writes
        }
    }
}
