package lotto.gate;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Terminals connect, send their ticket at once (about 2 KB) and wait for one line.
 */
public class LotteryTerminalGate {
    private final Semaphore room = new Semaphore(300);
    private final ExecutorService pool = Executors.newCachedThreadPool();

    public void serve(ServerSocket ss) throws InterruptedException {
        while (!ss.isClosed()) {
            try {
                Socket t = ss.accept();
                if (room.tryAcquire()) {
                    pool.execute(() -> {
                        try {
                            ticket(t);
                        } finally {
                            room.release();
                        }
                    });
                } else {
                    refuse(t);
                }
            } catch (IOException e) {
                System.err.println("gate: " + e);
                Thread.sleep(50);
            }
        }
    }

    private void refuse(Socket t) throws IOException {
        try {
            t.getOutputStream().write("BUSY 30\n".getBytes(StandardCharsets.US_ASCII));
        } finally {
            t.close();
        }
    }

    private void ticket(Socket t) {
        try (t) {
            t.setSoTimeout(5000);
            byte[] req = t.getInputStream().readNBytes(2048);
            String answer = req.length == 2048 ? "OK " + java.util.Arrays.hashCode(req) + "\n" : "SHORT\n";
            t.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            System.err.println("terminal: " + e.getMessage());
        }
    }
}
