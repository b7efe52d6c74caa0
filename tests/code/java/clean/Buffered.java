import java.io.*;
import java.net.*;

class Buffered {
    int call(Socket s, byte[] head, byte[] body) throws IOException {
        OutputStream out = new BufferedOutputStream(s.getOutputStream());
        out.write(head);
        out.write(body);
        out.flush();
        return s.getInputStream().read();
    }
}
