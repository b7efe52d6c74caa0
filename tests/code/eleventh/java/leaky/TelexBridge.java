package bank.corrnet.telex;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Branch offices send payment messages here; about 1,400 of them when the markets open. */
public class TelexBridge {
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Credentials credentials;
    private final MessageStore store;

    public TelexBridge(Credentials credentials, MessageStore store) {
        this.credentials = credentials;
        this.store = store;
    }

    public void run(int port) throws IOException {
        ServerSocket server = new ServerSocket(port, 300);
        for (;;) {
            Socket s = server.accept();
            Branch branch;
            try {
                s.setSoTimeout(20_000);
                s.setTcpNoDelay(true);
                branch = login(s);
            } catch (IOException | SecurityException e) {
                System.err.println("login from " + s.getInetAddress() + ": " + e.getMessage());
                s.close();
                continue;
            }
            pool.execute(() -> receive(branch));
        }
    }

    private Branch login(Socket s) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII));
        PrintWriter out = new PrintWriter(s.getOutputStream(), false, StandardCharsets.US_ASCII);
        out.print("WHO ARE YOU\r\n");
        out.flush();
        String answerback = in.readLine();
        if (answerback == null || !credentials.check(answerback)) {
            throw new SecurityException("answerback " + answerback);
        }
        return new Branch(answerback, s, in, out);
    }

    private void receive(Branch b) {
        try (Socket s = b.socket) {
            String line;
            while ((line = b.in.readLine()) != null) {
                long ref = store.append(b.name, line);
                b.out.print("REF " + ref + "\r\n");
                b.out.flush();
            }
        } catch (IOException e) {
            System.err.println(b.name + ": " + e.getMessage());
        }
    }

    private static final class Branch {
        final String name;
        final Socket socket;
        final BufferedReader in;
        final PrintWriter out;

        Branch(String name, Socket socket, BufferedReader in, PrintWriter out) {
            this.name = name;
            this.socket = socket;
            this.in = in;
            this.out = out;
        }
    }
}
