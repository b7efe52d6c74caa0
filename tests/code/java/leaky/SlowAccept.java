import java.io.*;
import java.net.*;

class SlowAccept {
    void serve(ServerSocket server) throws Exception {
        while (true) {
            try (Socket s = server.accept()) {
                int c = s.getInputStream().read();
                Thread.sleep(250); // expect: accept-queue-overflow
                s.getOutputStream().write(c);
            }
        }
    }
}
