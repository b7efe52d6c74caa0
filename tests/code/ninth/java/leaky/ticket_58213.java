// From SUP-58213: "tunnel gateway runs out of fds after a few days, see attached TunnelWorker"
class TunnelWorker implements Runnable {
    private final Socket client;
    private final Acl acl;
    private final ExecutorService pumps;

    TunnelWorker(Socket client, Acl acl, ExecutorService pumps) {
        this.client = client;
        this.acl = acl;
        this.pumps = pumps;
    }

    public void run() {
        Socket upstream = new Socket();
        try {
            client.setSoTimeout(15_000);
            client.setTcpNoDelay(true);
            String target = readTarget(client.getInputStream());
            upstream.connect(new InetSocketAddress(target, 8443), 5_000);
            upstream.setTcpNoDelay(true);
            upstream.setSoTimeout(300_000);
            String token = readLine(client.getInputStream());
            if (!acl.permits(token, target)) {
                log("token isn't good for " + target);
                client.close();
                return;
            }
            client.setSoTimeout(300_000);
            Future<?> up = pumps.submit(() -> pump(client, upstream));
            pump(upstream, client);
            up.get(5, TimeUnit.MINUTES);
            client.close();
            upstream.close();
        } catch (Exception e) {
            log("tunnel: " + e);
            closeQuietly(client);
            closeQuietly(upstream);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static String readTarget(InputStream in) throws IOException {
        String l = readLine(in);
        if (!l.startsWith("TUNNEL ")) throw new IOException("bad verb");
        return l.substring(7);
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder b = new StringBuilder();
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0 || b.length() > 512) throw new IOException("bad line");
            b.append((char) c);
        }
        return b.toString();
    }

    private static void closeQuietly(Socket s) {
        try { s.close(); } catch (IOException e) { log("close: " + e); }
    }

    private static void log(String m) { System.err.println(Instant.now() + " " + m); }
}
