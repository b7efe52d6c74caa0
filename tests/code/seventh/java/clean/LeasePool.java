package com.minerva.kv.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounded pool of connections to one shard. Thread safe. */
public final class LeasePool implements AutoCloseable {
    private static final Duration MAX_IDLE = Duration.ofSeconds(45);

    private final InetSocketAddress shard;
    private final Semaphore permits;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    private static final class Idle {
        final Socket sock;
        final long since = System.nanoTime();
        Idle(Socket sock) { this.sock = sock; }
        boolean stale() { return System.nanoTime() - since > MAX_IDLE.toNanos(); }
    }

    public LeasePool(InetSocketAddress shard, int max) {
        this.shard = shard;
        this.permits = new Semaphore(max);
    }

    public final class Lease implements AutoCloseable {
        private final Socket sock;
        private boolean broken, returned;
        private Lease(Socket sock) { this.sock = sock; }
        public Socket socket() { return sock; }
        public void markBroken() { broken = true; }
        @Override public void close() {
            if (returned) return;
            returned = true;
            giveBack(sock, broken);
        }
    }

    public Lease take() throws IOException, InterruptedException {
        if (!permits.tryAcquire(3, TimeUnit.SECONDS)) {
            throw new IOException("pool for " + shard + " exhausted");
        }
        boolean ok = false;
        try {
            Socket s = pollIdle();
            if (s == null) {
                s = dial();
            }
            ok = true;
            return new Lease(s);
        } finally {
            if (!ok) {
                permits.release();
            }
        }
    }

    private synchronized Socket pollIdle() {
        while (!idle.isEmpty() && idle.peekFirst().stale()) {
            shut(idle.pollFirst().sock);
        }
        Idle i = idle.pollLast();
        return i == null ? null : i.sock;
    }

    private Socket dial() throws IOException {
        Socket s = new Socket();
        try {
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            s.connect(shard, 1000);
            s.setSoTimeout(2500);
            return s;
        } catch (IOException e) {
            shut(s);
            throw e;
        }
    }

    private void giveBack(Socket s, boolean broken) {
        synchronized (this) {
            if (broken || closed) shut(s);
            else idle.addLast(new Idle(s));
        }
        permits.release();
    }

    private static void shut(Socket s) {
        try { s.close(); } catch (IOException ignored) { }
    }

    @Override public synchronized void close() {
        closed = true;
        for (Idle i; (i = idle.poll()) != null; ) shut(i.sock);
    }
}
