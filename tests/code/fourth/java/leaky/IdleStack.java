public class LegacyConnectionStack {
    private final Deque<Socket> free = new ArrayDeque<>();
    private final InetSocketAddress addr;
    private static final int KEEP = 20;

    public LegacyConnectionStack(InetSocketAddress addr) { this.addr = addr; }

    public Socket take() throws IOException {
        synchronized (free) {
            Socket s = free.pollLast();
            if (s != null) return s;
        }
        Socket s = new Socket();
        try {
            s.setTcpNoDelay(true);
            s.setSoTimeout(10_000);
            s.connect(addr, 4_000);
        } catch (IOException e) {
            s.close();
            throw e;
        }
        return s;
    }

    public void giveBack(Socket s, boolean healthy) throws IOException {
        synchronized (free) {
            if (healthy && free.size() < KEEP) {
                free.addLast(s);
                return;
            }
        }
        s.close();
    }
}
