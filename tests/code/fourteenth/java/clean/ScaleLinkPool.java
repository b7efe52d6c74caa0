package cheese.weigh;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

final class ScaleLinkPool implements Closeable {
    private static final long MAX_IDLE_MS = 30_000;

    record Entry(Socket socket, long parkedAt) { }

    private final Semaphore permits = new Semaphore(5);
    private final LinkedBlockingDeque<Entry> parked = new LinkedBlockingDeque<>();
    private final InetSocketAddress scale;
    private volatile boolean closed;

    ScaleLinkPool(InetSocketAddress scale) {
        this.scale = scale;
    }

    Socket lease() throws IOException, InterruptedException {
        if (!permits.tryAcquire(3, TimeUnit.SECONDS)) {
            throw new IOException("no free link to " + scale);
        }
        Entry e;
        while ((e = parked.pollFirst()) != null) {
            if (System.currentTimeMillis() - e.parkedAt() < MAX_IDLE_MS) {
                return e.socket();
            }
            quiet(e.socket());
        }
        Socket s = new Socket();
        try {
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            s.setSoTimeout(2_500);
            s.connect(scale, 1_000);
            return s;
        } catch (IOException | RuntimeException ex) {
            quiet(s);
            permits.release();
            throw ex;
        }
    }

    void release(Socket s, boolean healthy) {
        if (healthy && !closed) {
            parked.offerFirst(new Entry(s, System.currentTimeMillis()));
            if (closed) {
                close();
            }
        } else {
            quiet(s);
        }
        permits.release();
    }

    @Override
    public void close() {
        closed = true;
        Entry e;
        while ((e = parked.pollFirst()) != null) {
            quiet(e.socket());
        }
    }

    private static void quiet(Socket s) {
        try {
            s.close();
        } catch (IOException ignored) {
            // going away anyhow
        }
    }
}
