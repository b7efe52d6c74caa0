package clinic.pager;

import java.io.*;
import java.net.*;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.*;

/** Nurses' pagers: virtual connection per pager, a scheduled sweep ends silent ones. */
public class PagerRegistry implements Closeable {
    private final Map<Integer, Pager> pagers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ServerSocket door;

    final class Pager implements Runnable, Closeable {
        private final Socket sock;
        private final DataOutputStream out;
        private volatile long heard = System.currentTimeMillis();
        private int number = -1;

        Pager(Socket sock) throws IOException {
            this.sock = sock;
            sock.setTcpNoDelay(true);
            out = new DataOutputStream(new BufferedOutputStream(sock.getOutputStream(), 512));
        }

        @Override public void run() {
            try (this; DataInputStream in = new DataInputStream(new BufferedInputStream(sock.getInputStream()))) {
                number = in.readInt();
                Pager old = pagers.put(number, this);
                if (old != null) old.close();
                for (; ; ) {
                    in.readByte();
                    heard = System.currentTimeMillis();
                }
            } catch (IOException e) {
                System.out.println("pager " + number + " off: " + e);
            }
        }

        synchronized void ring(String text) throws IOException {
            out.writeUTF(text);
            out.flush();
        }

        @Override public void close() throws IOException {
            pagers.remove(number, this);
            sock.close();
        }
    }

    public PagerRegistry(int port) throws IOException {
        door = new ServerSocket(port, 100);
        clock.scheduleAtFixedRate(this::sweep, 30, 30, TimeUnit.SECONDS);
    }

    public void acceptLoop() throws IOException {
        while (!door.isClosed()) {
            Socket s;
            try {
                s = door.accept();
            } catch (SocketException e) {
                LockSupportPause.millis(100);
                continue;
            }
            try {
                s.setSoTimeout(180_000);
                new Thread(new Pager(s), "pager").start();
            } catch (IOException | OutOfMemoryError e) {
                s.close();
            }
        }
    }

    private void sweep() {
        long limit = System.currentTimeMillis() - 120_000;
        for (Iterator<Pager> it = pagers.values().iterator(); it.hasNext(); ) {
            Pager p = it.next();
            if (p.heard > limit) continue;
            it.remove();
            try { p.close(); } catch (IOException e) { System.err.println(e); }
        }
    }

    @Override public void close() throws IOException {
        clock.shutdownNow();
        door.close();
        for (Pager p : pagers.values()) p.close();
    }

    private static final class LockSupportPause {
        static void millis(long ms) { java.util.concurrent.locks.LockSupport.parkNanos(ms * 1_000_000); }
    }
}
