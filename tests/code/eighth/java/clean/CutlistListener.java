package saegewerk.cutlist;

import java.io.*;
import java.net.*;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.*;

/**
 * Saw controllers upload a cut list (till their half-close) and get the optimised one back.
 * Permits before accept(): when all are taken new controllers wait in the kernel's queue.
 */
public class CutlistListener implements Runnable {
    private static final int PARALLEL = 24;

    private final Semaphore permits = new Semaphore(PARALLEL);
    private final ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
    private final ServerSocket door;
    private final Optimiser optimiser;

    public interface Optimiser { String optimise(String list); }

    public CutlistListener(int port, Optimiser o) throws IOException {
        this.door = new ServerSocket(port, 128);
        this.optimiser = o;
    }

    @Override
    public void run() {
        while (!door.isClosed()) {
            permits.acquireUninterruptibly();
            Socket saw = null;
            try {
                saw = door.accept();
                pool.execute(new Job(saw));
                saw = null;
            } catch (RejectedExecutionException e) {
                break; // stop() was called
            } catch (IOException e) {
                if (!door.isClosed()) nap(e);
            } finally {
                if (saw != null) {
                    hangUp(saw);
                    permits.release();
                } else if (Thread.currentThread().isInterrupted()) {
                    stop();
                }
            }
        }
    }

    private void nap(IOException e) {
        System.err.println("accept: " + e.getMessage());
        permits.release();
        try { Thread.sleep(250); } catch (InterruptedException i) { Thread.currentThread().interrupt(); }
    }

    private final class Job implements Runnable {
        private final Socket saw;
        Job(Socket saw) { this.saw = saw; }

        @Override public void run() {
            try {
                saw.setSoTimeout(20_000);
                String list = new String(saw.getInputStream().readNBytes(4 << 20), StandardCharsets.UTF_8);
                String better = optimiser.optimise(list);
                saw.getOutputStream().write(better.getBytes(StandardCharsets.UTF_8));
                saw.shutdownOutput();
                // anything beyond the 4 MB cap is thrown away, so that the answer arrives
                for (long rest = 0; rest < (64L << 20); ) {
                    long n = saw.getInputStream().skip(1 << 16);
                    if (n == 0 && saw.getInputStream().read() < 0) break;
                    rest += n + 1;
                }
            } catch (IOException | RuntimeException e) {
                System.err.println(saw.getRemoteSocketAddress() + ": " + e);
            } finally {
                hangUp(saw);
                permits.release();
            }
        }
    }

    public void stop() {
        try { door.close(); } catch (IOException ignored) { }
        pool.shutdown();
    }

    private static void hangUp(Socket s) {
        try { s.close(); } catch (IOException ignored) { }
    }
}
