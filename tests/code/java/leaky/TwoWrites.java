import java.io.*;
import java.net.*;

class TwoWrites {
    int call(Socket s, byte[] head, byte[] body) throws IOException {
        OutputStream out = s.getOutputStream();
        InputStream in = s.getInputStream();
        out.write(head);
        out.write(body); // expect: nagle-delayed-ack
        return in.read();
    }
}
