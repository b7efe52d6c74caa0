public final class CacheGateway {
    private final BlockingQueue<RespConnection> idle;
    private final AtomicInteger open = new AtomicInteger();
    private final int max;
    private final HostAndPort node;

    public CacheGateway(HostAndPort node, int max) {
        this.node = node;
        this.max = max;
        this.idle = new ArrayBlockingQueue<>(max);
    }

    private RespConnection borrow() throws IOException, InterruptedException {
        RespConnection c = idle.poll();
        if (c != null) return c;
        if (open.incrementAndGet() <= max) {
            try {
                return RespConnection.open(node, 2000, 2000);
            } catch (IOException e) {
                open.decrementAndGet();
                throw e;
            }
        }
        open.decrementAndGet();
        c = idle.poll(2, TimeUnit.SECONDS);
        if (c == null) throw new IOException("pool exhausted");
        return c;
    }

    public byte[] get(String key) throws IOException, InterruptedException {
        RespConnection c = borrow();
        try {
            byte[] v = c.command("GET", key);
            idle.offer(c);
            return v;
        } catch (IOException e) {
            open.decrementAndGet();
            throw e;
        }
    }
}

final class RespConnection implements Closeable {
    private final Socket socket = new Socket();
    static RespConnection open(HostAndPort n, int connectMs, int readMs) throws IOException { return new RespConnection(n, connectMs, readMs); }
    private RespConnection(HostAndPort n, int connectMs, int readMs) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setSoTimeout(readMs);
        socket.connect(new InetSocketAddress(n.host(), n.port()), connectMs);
    }
    byte[] command(String... args) throws IOException { return Resp.exchange(socket, args); }
    @Override public void close() throws IOException { socket.close(); }
}
