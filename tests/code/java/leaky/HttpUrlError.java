import java.io.*;
import java.net.*;

class HttpUrlError {
    String get(String u) throws IOException {
        HttpURLConnection c = (HttpURLConnection) new URL(u).openConnection();
        c.setConnectTimeout(1000);
        c.setReadTimeout(1000);
        InputStream in = c.getInputStream();
        if (c.getResponseCode() != 200)
            return null; // expect: close-wait-leak
        byte[] b = in.readAllBytes();
        in.close();
        return new String(b);
    }
}
