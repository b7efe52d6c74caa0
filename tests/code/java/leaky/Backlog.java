import java.io.IOException;
import java.net.*;

class Backlog {
    ServerSocket open() throws IOException {
        return new ServerSocket(8080, 1); // expect: accept-queue-overflow
    }
}
