package pay.acquirer;

import java.io.*;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** ISO 8583 lines to the card host. At most N, idle ones live for 40 s (the firewall allows 60). */
public class CardHostPool implements Closeable {
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(40);

    private final class Line {
        final Socket s = new Socket();
        final DataInputStream in;
        final DataOutputStream out;
        long parked;

        Line() throws IOException {
            boolean ok = false;
            try {
                s.setTcpNoDelay(true);
                s.setSoTimeout(7000);
                s.connect(host, 3000);
                in = new DataInputStream(new BufferedInputStream(s.getInputStream()));
                out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream()));
                ok = true;
            } finally {
                if (!ok) hangUp();
            }
        }

        void hangUp() {
            try { s.close(); } catch (IOException e) { /* gone anyway */ }
        }
    }

    private final InetSocketAddress host;
    private final Semaphore permits;
    private final Deque<Line> idle = new ArrayDeque<>();
    private boolean closed;

    public CardHostPool(InetSocketAddress host, int max) {
        this.host = host;
        this.permits = new Semaphore(max, true);
    }

    public byte[] exchange(byte[] msg) throws IOException, InterruptedException {
        if (!permits.tryAcquire(4, TimeUnit.SECONDS)) throw new IOException("all lines busy");
        Line l = null;
        boolean good = false;
        try {
            l = take();
            l.out.writeShort(msg.length);
            l.out.write(msg);
            l.out.flush();
            byte[] answer = new byte[l.in.readUnsignedShort()];
            l.in.readFully(answer);
            good = true;
            return answer;
        } finally {
            if (l != null) {
                if (good) park(l);
                else l.hangUp();
            }
            permits.release();
        }
    }

    private Line take() throws IOException {
        synchronized (idle) {
            for (Line l; (l = idle.pollFirst()) != null; l.hangUp()) {
                if (System.nanoTime() - l.parked < IDLE_NS) return l;
            }
        }
        return new Line();
    }

    private void park(Line l) {
        synchronized (idle) {
            if (!closed) {
                l.parked = System.nanoTime();
                idle.addFirst(l);
                return;
            }
        }
        l.hangUp();
    }

    /** called by the scheduler every 10 s */
    public void evict() {
        synchronized (idle) {
            while (!idle.isEmpty() && System.nanoTime() - idle.peekLast().parked >= IDLE_NS) idle.pollLast().hangUp();
        }
    }

    @Override public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(Line::hangUp);
            idle.clear();
        }
    }
}
