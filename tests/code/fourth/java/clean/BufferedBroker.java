public class BufferedBroker implements Closeable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    public BufferedBroker(InetSocketAddress addr) throws IOException {
        Socket s = new Socket();
        try {
            s.setTcpNoDelay(true);
            s.setSoTimeout(5000);
            s.connect(addr, 3000);
            in = new DataInputStream(new BufferedInputStream(s.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream(), 16384));
        } catch (IOException e) {
            s.close();
            throw e;
        }
        socket = s;
    }

    public synchronized byte[] call(short api, int id, byte[] body) throws IOException {
        out.writeInt(body.length + 6);
        out.writeShort(api);
        out.writeInt(id);
        out.write(body);
        out.flush();
        byte[] reply = new byte[in.readInt()];
        in.readFully(reply);
        return reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
