package shopfloor.labels;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A few warm connections to the label spooler; a line older than IDLE_MS is not trusted any more. */
public class PrinterLines implements AutoCloseable {
    private static final long IDLE_MS = 45_000;

    public final class Line implements AutoCloseable {
        private final Socket sock;
        private long parkedAt;
        private boolean healthy;

        private Line(Socket s) { sock = s; }

        public int print(byte[] zpl) throws IOException {
            healthy = false;
            byte[] msg = new byte[zpl.length + 4];
            for (int i = 0; i < 4; i++) msg[i] = (byte) (zpl.length >>> (24 - 8 * i));
            System.arraycopy(zpl, 0, msg, 4, zpl.length);
            sock.getOutputStream().write(msg);
            InputStream in = sock.getInputStream();
            int status = in.read();
            if (status < 0) throw new IOException("spooler went away");
            healthy = true;
            return status;
        }

        @Override public void close() { giveBack(this); }
    }

    private final Deque<Line> parked = new ArrayDeque<>();
    private final Semaphore slots;
    private final InetSocketAddress spooler;
    private boolean closed;

    public PrinterLines(InetSocketAddress spooler, int max) {
        this.spooler = spooler;
        this.slots = new Semaphore(max, true);
    }

    public Line borrow() throws IOException, InterruptedException {
        if (!slots.tryAcquire(10, TimeUnit.SECONDS)) throw new IOException("no free line");
        boolean given = false;
        try {
            Line l = takeFresh();
            if (l == null) l = dial();
            l.healthy = true;
            given = true;
            return l;
        } finally {
            if (!given) slots.release();
        }
    }

    private synchronized Line takeFresh() {
        long now = System.currentTimeMillis();
        for (Line l; (l = parked.pollLast()) != null; ) {
            if (now - l.parkedAt < IDLE_MS) return l;
            hangUp(l.sock);
        }
        return null;
    }

    private Line dial() throws IOException {
        Socket s = new Socket();
        try {
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            s.setSoTimeout(20_000);
            s.connect(spooler, 3_000);
            return new Line(s);
        } catch (IOException e) {
            hangUp(s);
            throw e;
        }
    }

    private void giveBack(Line l) {
        synchronized (this) {
            if (l.healthy && !closed) {
                l.parkedAt = System.currentTimeMillis();
                parked.addLast(l);
            } else {
                hangUp(l.sock);
            }
        }
        slots.release();
    }

    /** Called by the housekeeping timer each 15 s. */
    public synchronized void tidy() {
        long now = System.currentTimeMillis();
        while (!parked.isEmpty() && now - parked.peekFirst().parkedAt >= IDLE_MS) hangUp(parked.pollFirst().sock);
    }

    private static void hangUp(Socket s) {
        try { s.close(); } catch (IOException e) { System.err.println("close: " + e.getMessage()); }
    }

    @Override public synchronized void close() {
        closed = true;
        parked.forEach(l -> hangUp(l.sock));
        parked.clear();
    }
}
