package ocean.tides;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class TideGaugePool implements AutoCloseable {

    private record Idle(Socket s, long since) { }

    private final ArrayDeque<Idle> idle = new ArrayDeque<>();
    private final Semaphore permits;
    private final InetSocketAddress gauge;
    private boolean closed;

    public TideGaugePool(InetSocketAddress gauge, int max) {
        this.gauge = gauge;
        this.permits = new Semaphore(max);
    }

    public int level() throws IOException, InterruptedException, TimeoutException {
        if (!permits.tryAcquire(2, TimeUnit.SECONDS)) throw new TimeoutException("gauge busy");
        Socket s = null;
        boolean good = false;
        try {
            s = take();
            if (s == null) {
                s = new Socket();
                s.connect(gauge, 2000);
                s.setSoTimeout(3000);
                s.setTcpNoDelay(true);
            }
            s.getOutputStream().write('L');
            int mm = new DataInputStream(s.getInputStream()).readInt();
            good = true;
            return mm;
        } finally {
            if (s != null) {
                if (good) give(s); else s.close();
            }
            permits.release();
        }
    }

    /** Run by the scheduler each 10 s. */
    public void prune() throws IOException {
        synchronized (idle) {
            while (!idle.isEmpty() && System.nanoTime() - idle.peekFirst().since > TimeUnit.SECONDS.toNanos(25)) {
                idle.pollFirst().s.close();
            }
        }
    }

    private Socket take() throws IOException {
        synchronized (idle) {
            for (Idle i; (i = idle.pollLast()) != null; ) {
                if (System.nanoTime() - i.since < TimeUnit.SECONDS.toNanos(25)) return i.s;
                i.s.close();
            }
        }
        return null;
    }

    private void give(Socket s) throws IOException {
        synchronized (idle) {
            if (!closed) {
                idle.addLast(new Idle(s, System.nanoTime()));
                return;
            }
        }
        s.close();
    }

    @Override
    public void close() throws IOException {
        synchronized (idle) {
            closed = true;
            for (Idle i : idle) i.s.close();
            idle.clear();
        }
    }
}
