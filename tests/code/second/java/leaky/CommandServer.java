package net.example.cmd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Logger;

public class CommandServer {
    private static final Logger LOG = Logger.getLogger("cmd");
    private final ExecutorService pool = Executors.newFixedThreadPool(32);
    private final Store store;

    public CommandServer(Store store) {
        this.store = store;
    }

    public void serve(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 200)) {
            while (true) {
                Socket s = ss.accept();
                s.setSoTimeout(30_000);
                pool.execute(() -> session(s));
            }
        }
    }

    private void session(Socket s) {
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
            PrintWriter out = new PrintWriter(s.getOutputStream(), true);
            String line;
            while ((line = in.readLine()) != null) {
                String[] w = line.split(" ", 3);
                switch (w[0]) {
                    case "GET" -> out.println(store.get(w[1]));
                    case "SET" -> store.set(w[1], w[2]);
                    case "QUIT" -> {
                        s.close();
                        return;
                    }
                    default -> out.println("ERR");
                }
            }
            s.close();
        } catch (IOException e) {
            LOG.warning("session with " + s.getRemoteSocketAddress() + ": " + e);
        }
    }

    public interface Store {
        String get(String k);

        void set(String k, String v);
    }
}
