// CASE-90112: customer asks whether this retry helper can strand sockets. (excerpt of ModemDialer)
final class ModemDialer {

    private static final int TRIES = 4;

    private final InetSocketAddress[] concentrators;
    private final Random jitter = new Random();

    ModemDialer(InetSocketAddress... concentrators) {
        this.concentrators = concentrators;
    }

    /** The caller owns the socket. */
    Socket dial() throws IOException, InterruptedException {
        IOException last = null;
        for (int i = 0; i < TRIES; i++) {
            for (InetSocketAddress c : concentrators) {
                Socket s = new Socket();
                try {
                    s.connect(c, 3000);
                    s.setSoTimeout(20_000);
                    s.setKeepAlive(true);
                    s.setTcpNoDelay(true);
                    hello(s);
                    return s;
                } catch (IOException e) {
                    last = e;
                    try {
                        s.close();
                    } catch (IOException e2) {
                        e.addSuppressed(e2);
                    }
                }
            }
            Thread.sleep((1000L << i) + jitter.nextInt(500));
        }
        throw new IOException("no concentrator took the call", last);
    }

    private static void hello(Socket s) throws IOException {
        s.getOutputStream().write(new byte[] {0x7e, 0x01, 0x7e});
        int a = s.getInputStream().read();
        if (a != 0x7e) throw new ProtocolException("expected flag, got " + a);
    }

    String readRegister(int reg) throws IOException, InterruptedException {
        try (Socket s = dial()) {
            s.getOutputStream().write(("R" + reg + "\r").getBytes(StandardCharsets.US_ASCII));
            BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream()));
            String v = r.readLine();
            if (v == null) throw new EOFException("line dropped while reading " + reg);
            return v;
        }
    }
}
