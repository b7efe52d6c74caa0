public final class RespPool implements AutoCloseable {
    private static final long MAX_IDLE_NS = TimeUnit.SECONDS.toNanos(60);
    private final ArrayDeque<Entry> idle = new ArrayDeque<>();
    private final Semaphore permits;
    private final InetSocketAddress addr;

    private record Entry(RespConn conn, long since) { }

    public RespPool(InetSocketAddress addr, int max) {
        this.addr = addr;
        this.permits = new Semaphore(max);
    }

    public <T> T with(IOFunction<RespConn, T> f) throws IOException, InterruptedException {
        if (!permits.tryAcquire(2, TimeUnit.SECONDS)) throw new IOException("pool exhausted");
        RespConn c = null;
        boolean ok = false;
        try {
            c = pollFresh();
            if (c == null) c = RespConn.open(addr, 2000);
            T v = f.apply(c);
            ok = true;
            return v;
        } finally {
            if (c != null) {
                if (ok) synchronized (idle) { idle.push(new Entry(c, System.nanoTime())); }
                else c.close();
            }
            permits.release();
        }
    }

    private RespConn pollFresh() throws IOException {
        while (true) {
            Entry e;
            synchronized (idle) { e = idle.poll(); }
            if (e == null) return null;
            if (System.nanoTime() - e.since() < MAX_IDLE_NS) return e.conn();
            e.conn().close();
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (idle) {
            for (Entry e; (e = idle.poll()) != null; ) e.conn().close();
        }
    }
}
