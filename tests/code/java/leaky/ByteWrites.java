import java.io.*;
import java.net.*;

class ByteWrites {
    void spell(Socket s, byte[] text) throws IOException {
        OutputStream out = s.getOutputStream();
        for (byte b : text) {
            out.write(b); // expect: small-writes
        }
    }
}
