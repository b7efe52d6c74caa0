import java.io.*;
import java.net.*;

class TryWithResources {
    String ask(String host, String q) throws IOException {
        try (Socket s = new Socket(host, 7000);
             PrintWriter out = new PrintWriter(s.getOutputStream(), true);
             BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()))) {
            s.setSoTimeout(3000);
            out.println(q);
            return in.readLine();
        }
    }
}
