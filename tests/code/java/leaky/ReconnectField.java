import java.io.*;
import java.net.*;

class ReconnectField {
    private Socket socket;
    private OutputStream out;
    private final String host;
    ReconnectField(String h) { host = h; }

    void send(byte[] b) throws IOException {
        try {
            out.write(b);
        } catch (IOException e) {
            socket = new Socket(host, 9000); // expect: close-wait-leak
            out = socket.getOutputStream();
            out.write(b);
        }
    }
}
