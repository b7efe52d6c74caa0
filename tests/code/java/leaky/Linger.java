import java.io.IOException;
import java.net.*;

class Linger {
    void slam(Socket s) throws IOException {
        s.setSoLinger(true, 0); // expect: reset-with-unread-data
        s.close();
    }
}
