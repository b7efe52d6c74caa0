import java.io.*;
import java.net.*;

class HalfClose {
    void reply(Socket s, byte[] b) throws IOException {
        s.shutdownOutput();
        s.getOutputStream().write(b); // expect: reset-with-unread-data
        s.close();
    }
}
