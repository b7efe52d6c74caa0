import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;

public class CheckoutPrinterServer {

    static final int PORT = 4711;

    public static void main(String[] args) throws IOException {
        ServerSocket ss = new ServerSocket(PORT, 100);
        System.out.println("receipt printer bridge on " + PORT);
        while (true) {
            final Socket s = ss.accept();
            Thread t = new Thread(() -> handle(s), "till-" + s.getInetAddress().getHostAddress());
            t.setDaemon(true);
            t.start();
        }
    }

    static void handle(Socket s) {
        try {
            s.setSoTimeout(60000);
            s.setTcpNoDelay(true);
            BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.ISO_8859_1));
            Writer out = new BufferedWriter(new OutputStreamWriter(s.getOutputStream(), StandardCharsets.ISO_8859_1));

            String hello = in.readLine();
            if (hello == null || !hello.startsWith("TILL ")) {
                System.err.println("not a till: " + s.getInetAddress() + " said " + hello);
                return;
            }
            String till = hello.substring(5).trim();

            String line;
            int printed = 0;
            while ((line = in.readLine()) != null) {
                if (line.equals("CUT")) {
                    EscPos.cut(till);
                    out.write("OK " + (++printed) + "\r\n");
                    out.flush();
                } else {
                    EscPos.text(till, line);
                }
            }
            System.out.println(till + " done, " + printed + " receipts");
            s.close();
        } catch (IOException e) {
            System.err.println("till " + s.getInetAddress() + ": " + e.getMessage());
            try {
                s.close();
            } catch (IOException e2) {
                // nothing more to do
            }
        }
    }
}
