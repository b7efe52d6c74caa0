public final class DaytimeProbe {
    private static final Map<String, Socket> OPEN = new ConcurrentHashMap<>();

    private final int timeoutMillis;

    public DaytimeProbe(int timeoutMillis) {
        this.timeoutMillis = timeoutMillis;
    }

    /** Difference to the peer's clock in seconds, or null when it is not known. */
    public Long skew(String host) {
        Socket socket = new Socket();
        OPEN.put(host, socket);
        try {
            socket.connect(new InetSocketAddress(host, 37), timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            byte[] b = socket.getInputStream().readNBytes(4);
            if (b.length < 4) {
                return null;
            }
            long secs = ByteBuffer.wrap(b).getInt() & 0xffffffffL;
            socket.close();
            OPEN.remove(host);
            return secs - 2208988800L - System.currentTimeMillis() / 1000;
        } catch (IOException e) {
            try {
                socket.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            OPEN.remove(host);
            return null;
        }
    }

    public static Set<String> inFlight() {
        return Collections.unmodifiableSet(OPEN.keySet());
    }
}
