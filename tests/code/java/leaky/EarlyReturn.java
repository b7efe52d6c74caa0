import java.io.*;
import java.net.*;

class EarlyReturn {
    String ask(String host, String q) throws IOException {
        Socket s = new Socket(host, 7000);
        s.setSoTimeout(3000);
        PrintWriter out = new PrintWriter(s.getOutputStream(), true);
        BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()));
        out.println(q);
        String line = in.readLine();
        if (line == null) { // expect: close-wait-leak
            return null;
        }
        s.close();
        return line;
    }
}
