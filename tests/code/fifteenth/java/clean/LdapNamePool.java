package corp.directory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounded pool of plain sockets to the directory relay. */
class LdapNamePool {
    static final class Lease implements AutoCloseable {
        final Socket socket;
        private final LdapNamePool home;
        private boolean broken;
        long idleSince;

        Lease(Socket s, LdapNamePool home) { socket = s; this.home = home; }
        void markBroken() { broken = true; }
        @Override public void close() { home.giveBack(this); }
    }

    private final Semaphore permits = new Semaphore(16);
    private final ArrayBlockingQueue<Lease> idle = new ArrayBlockingQueue<>(16);
    private final InetSocketAddress relay;

    LdapNamePool(InetSocketAddress relay) { this.relay = relay; }

    Lease take() throws IOException, InterruptedException {
        if (!permits.tryAcquire(2, TimeUnit.SECONDS)) throw new IOException("pool exhausted");
        for (Lease l; (l = idle.poll()) != null; ) {
            if (System.currentTimeMillis() - l.idleSince < 30_000) return l;
            quietly(l.socket);
        }
        Socket s = new Socket();
        try {
            s.connect(relay, 1500);
            s.setSoTimeout(4000);
            s.setTcpNoDelay(true);
            return new Lease(s, this);
        } catch (IOException e) {
            permits.release();
            quietly(s);
            throw e;
        }
    }

    private static void quietly(Socket s) {
        try { s.close(); } catch (IOException ignored) { }
    }

    private void giveBack(Lease l) {
        l.idleSince = System.currentTimeMillis();
        if (l.broken || !idle.offer(l)) {
            quietly(l.socket);
        }
        permits.release();
    }
}
