import java.io.*;
import java.net.*;

class UrlStream {
    String first(URL url) throws IOException {
        InputStream in = url.openStream();
        BufferedReader r = new BufferedReader(new InputStreamReader(in));
        String line = r.readLine();
        if (line == null || line.isEmpty()) {
            throw new EOFException(); // expect: close-wait-leak
        }
        r.close();
        return line;
    }
}
