import java.io.*;
import java.net.*;

class HandshakeFails {
    Socket open(String host, int port) throws IOException {
        Socket s = new Socket();
        s.connect(new InetSocketAddress(host, port), 2000);
        OutputStream out = s.getOutputStream();
        out.write("HELLO\n".getBytes());
        int c = s.getInputStream().read();
        if (c != '+') {
            throw new IOException("refused"); // expect: close-wait-leak
        }
        return s;
    }
}
