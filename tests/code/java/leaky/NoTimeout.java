import java.io.*;
import java.net.*;

class NoTimeout {
    int wait(Socket s) throws IOException {
        s.setSoTimeout(0); // expect: dead-peer-timeout
        return s.getInputStream().read();
    }
}
