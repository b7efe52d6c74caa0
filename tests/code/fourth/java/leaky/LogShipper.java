public class LogShipper {
    private Socket socket;
    private OutputStream out;

    private void connect(String host, int port) throws IOException {
        Socket s = new Socket();
        try {
            s.setSendBufferSize(4096);
            s.setKeepAlive(true);
            s.connect(new InetSocketAddress(host, port), 5000);
            out = new BufferedOutputStream(s.getOutputStream(), 65536);
            socket = s;
        } catch (IOException e) {
            s.close();
            throw e;
        }
    }

    public void ship(Iterable<byte[]> records, String host, int port) throws IOException {
        if (socket == null) connect(host, port);
        try {
            for (byte[] r : records) {
                out.write(r);
                out.write('\n');
            }
            out.flush();
        } catch (IOException e) {
            socket.close();
            socket = null;
            throw e;
        }
    }
}
