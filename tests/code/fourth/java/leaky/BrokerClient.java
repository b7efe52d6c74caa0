public class BrokerClient implements Closeable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    public BrokerClient(String host, int port) throws IOException {
        socket = new Socket();
        try {
            socket.setSoTimeout(5000);
            socket.connect(new InetSocketAddress(host, port), 3000);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public synchronized byte[] call(short api, int correlation, byte[] body) throws IOException {
        out.writeInt(body.length + 6);
        out.writeShort(api);
        out.writeInt(correlation);
        out.write(body);
        int n = in.readInt();
        byte[] reply = new byte[n];
        in.readFully(reply);
        return reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
