/** Java 6: no try-with-resources here. */
final class Dialer6 {

    static Socket dial(String host, int port, int timeout) throws IOException {
        IOException last = null;
        InetAddress[] all = InetAddress.getAllByName(host);
        for (int i = 0; i < all.length; i++) {
            Socket s = new Socket();
            boolean ok = false;
            try {
                s.setTcpNoDelay(true);
                s.setKeepAlive(true);
                s.setSoTimeout(timeout);
                s.connect(new InetSocketAddress(all[i], port), timeout);
                ok = true;
                return s;
            } catch (IOException e) {
                last = e;
            } finally {
                if (!ok)
                    close(s);
            }
        }
        throw last == null ? new UnknownHostException(host) : last;
    }

    static String daytime(String host) throws IOException {
        Socket s = dial(host, 13, 3000);
        try {
            return new BufferedReader(new InputStreamReader(s.getInputStream(), "US-ASCII")).readLine();
        } finally {
            close(s);
        }
    }

    private static void close(Socket s) {
        try {
            s.close();
        } catch (IOException e) {
            // nothing can be done
        }
    }
}
