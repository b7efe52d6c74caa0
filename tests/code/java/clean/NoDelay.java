import java.io.*;
import java.net.*;

class NoDelay {
    int call(Socket s, byte[] head, byte[] body) throws IOException {
        s.setTcpNoDelay(true);
        OutputStream out = s.getOutputStream();
        out.write(head);
        out.write(body);
        return s.getInputStream().read();
    }
}
