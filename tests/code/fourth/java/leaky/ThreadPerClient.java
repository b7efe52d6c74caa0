package chat;

import java.io.*;
import java.net.*;
import java.util.concurrent.*;

public class ThreadPerClient {

    private final ExecutorService pool = Executors.newFixedThreadPool(64);

    public void serve(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 200)) {
            while (true) {
                Socket s = ss.accept();
                pool.execute(new Client(s));
            }
        }
    }

    static class Client implements Runnable {
        private final Socket s;

        Client(Socket s) { this.s = s; }

        @Override
        public void run() {
            try {
                s.setSoTimeout(60_000);
                BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream(), "UTF-8"));
                Writer w = new BufferedWriter(new OutputStreamWriter(s.getOutputStream(), "UTF-8"));
                String line;
                while ((line = r.readLine()) != null) {
                    w.write(Commands.run(line));
                    w.write('\n');
                    w.flush();
                }
                s.close();
            } catch (SocketTimeoutException e) {
                System.err.println("idle: " + s.getRemoteSocketAddress());
                return;
            } catch (IOException e) {
                try { s.close(); } catch (IOException ignored) { }
            }
        }
    }
}
