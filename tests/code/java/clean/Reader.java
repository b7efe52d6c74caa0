import java.io.*;
import java.net.*;

class Reader {
    static String line(URL url) throws IOException {
        URLConnection c = url.openConnection();
        c.setConnectTimeout(1000);
        c.setReadTimeout(5000);
        try (BufferedReader r = new BufferedReader(new InputStreamReader(c.getInputStream()))) {
            return r.readLine();
        }
    }
}
