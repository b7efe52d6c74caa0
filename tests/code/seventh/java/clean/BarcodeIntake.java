package it.magazzino.intake;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;
import java.util.function.Consumer;

public class BarcodeIntake {
    private final Consumer<String> onCode;
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(8, 40, 30, TimeUnit.SECONDS, new SynchronousQueue<>());

    public BarcodeIntake(Consumer<String> onCode) {
        this.onCode = onCode;
    }

    public void acceptLoop(ServerSocket ss) throws InterruptedException {
        while (!ss.isClosed()) {
            Socket scanner = null;
            try {
                scanner = ss.accept();
                scanner.setKeepAlive(true);
                scanner.setSoTimeout(600_000);
                pool.execute(new Session(scanner));
                scanner = null;
            } catch (RejectedExecutionException e) {
                System.err.println("intake full, " + pool.getActiveCount() + " scanners");
                Thread.sleep(50);
            } catch (IOException e) {
                if (!ss.isClosed()) {
                    System.err.println("accept: " + e.getMessage());
                    Thread.sleep(250);
                }
            } finally {
                if (scanner != null) {
                    dismiss(scanner);
                }
            }
        }
        pool.shutdown();
    }

    /** Scanners only talk after our prompt, so there is nothing of theirs to read yet. */
    private static void dismiss(Socket s) {
        try (s) {
            s.shutdownOutput();
        } catch (IOException e) {
            System.err.println("dismiss: " + e.getMessage());
        }
    }

    private final class Session implements Runnable {
        private final Socket sock;

        Session(Socket sock) {
            this.sock = sock;
        }

        @Override
        public void run() {
            try (Socket s = sock;
                 BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.US_ASCII))) {
                OutputStream o = s.getOutputStream();
                o.write('>');
                for (String l; (l = r.readLine()) != null; ) {
                    if (l.isBlank()) {
                        continue;
                    }
                    onCode.accept(l.trim());
                    o.write('>');
                }
            } catch (SocketTimeoutException e) {
                System.out.println("scanner asleep: " + sock.getInetAddress());
            } catch (IOException | RuntimeException e) {
                System.err.println("scanner " + sock.getInetAddress() + ": " + e);
            }
        }
    }
}
