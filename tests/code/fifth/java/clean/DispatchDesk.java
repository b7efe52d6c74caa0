package rescue.dispatch;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;

/** Ambulance dispatch desk: line protocol, bounded pool, polite refusal. */
public class DispatchDesk {
    private final ExecutorService talkers = new ThreadPoolExecutor(4, 64, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
    private final ExecutorService refuser = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(50), new ThreadPoolExecutor.AbortPolicy());

    public void run(int port) throws IOException {
        try (ServerSocket ss = new ServerSocket(port, 256)) {
            while (true) {
                Socket s;
                try {
                    s = ss.accept();
                } catch (SocketException e) {
                    if (ss.isClosed()) return;
                    pause();
                    continue;
                }
                hand(s);
            }
        }
    }

    private void hand(Socket s) throws IOException {
        try {
            s.setSoTimeout(90_000);
            s.setTcpNoDelay(true);
            talkers.execute(() -> talk(s));
        } catch (RejectedExecutionException full) {
            try {
                refuser.execute(() -> refuse(s));
            } catch (RejectedExecutionException really) {
                s.close();
            }
        } catch (SocketException e) {
            s.close();
        }
    }

    private void refuse(Socket s) {
        try (s) {
            s.setSoTimeout(2000);
            s.getOutputStream().write("BUSY\n".getBytes(StandardCharsets.US_ASCII));
            s.shutdownOutput();
            s.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // he has gone or goes on talking, either way
        }
    }

    private void talk(Socket s) {
        try (s;
             var in = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
             var out = new BufferedWriter(new OutputStreamWriter(s.getOutputStream(), StandardCharsets.UTF_8))) {
            for (String l; (l = in.readLine()) != null; ) {
                out.write(act(l));
                out.newLine();
                out.flush();
            }
        } catch (SocketTimeoutException e) {
            System.out.println("car silent: " + s.getInetAddress());
        } catch (IOException e) {
            System.out.println("car lost: " + e.getMessage());
        }
    }

    private String act(String l) {
        return l.startsWith("FREE ") ? "NOTED" : "WHAT?";
    }

    private static void pause() {
        try {
            Thread.sleep(150);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
