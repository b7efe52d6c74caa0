package warehouse.print;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Few connections to the print server, shared by all picking stations. */
public class PrinterLinkPool implements AutoCloseable {

    private static final long MAX_IDLE = TimeUnit.SECONDS.toNanos(45);

    private final InetSocketAddress target;
    private final Semaphore permits;
    private final ArrayDeque<Link> idle = new ArrayDeque<>();
    private boolean closed;

    public PrinterLinkPool(InetSocketAddress target, int size) {
        this.target = target;
        this.permits = new Semaphore(size, true);
    }

    private static final class Link {
        final Socket socket = new Socket();
        long since;

        void drop() {
            try {
                socket.close();
            } catch (IOException e) {
                System.err.println("print link: " + e);
            }
        }
    }

    private Link borrow() throws IOException, InterruptedException {
        if (!permits.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new IOException("no print link free");
        }
        Link l = null;
        try {
            synchronized (idle) {
                if (closed) throw new IOException("pool closed");
                prune();
                l = idle.pollLast();
            }
            if (l == null) {
                l = new Link();
                l.socket.connect(target, 3_000);
                l.socket.setSoTimeout(15_000);
                l.socket.setTcpNoDelay(true);
                l.socket.setKeepAlive(true);
            }
            return l;
        } catch (IOException e) {
            if (l != null) l.drop();
            permits.release();
            throw e;
        }
    }

    private void prune() {
        while (!idle.isEmpty() && System.nanoTime() - idle.peekFirst().since > MAX_IDLE) {
            idle.pollFirst().drop();
        }
    }

    private void giveBack(Link l, boolean healthy) {
        l.since = System.nanoTime();
        synchronized (idle) {
            if (healthy && !closed) idle.addLast(l);
            else l.drop();
            prune();
        }
        permits.release();
    }

    public int print(String queue, String zpl) throws IOException, InterruptedException {
        Link l = borrow();
        boolean ok = false;
        try {
            byte[] body = zpl.getBytes(StandardCharsets.UTF_8);
            OutputStream out = new BufferedOutputStream(l.socket.getOutputStream(), 1 << 14);
            out.write((queue + " " + body.length + "\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            int answer = l.socket.getInputStream().read();
            ok = answer >= 0;
            return answer;
        } finally {
            giveBack(l, ok);
        }
    }

    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(Link::drop);
            idle.clear();
        }
    }
}
