import java.io.*;
import java.net.*;

class OneArray {
    void spell(Socket s, String[] words) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String w : words) {
            all.write(w.getBytes());
        }
        s.getOutputStream().write(all.toByteArray());
    }
}
