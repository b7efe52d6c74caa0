public class CommandLink implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private short sequence;

    private CommandLink(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    public static CommandLink open(String host, int port) throws IOException {
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(host, port), 3000);
            s.setSoTimeout(5000);
            s.setKeepAlive(true);
            return new CommandLink(s);
        } catch (IOException e) {
            s.close();
            throw e;
        }
    }

    public synchronized byte[] call(int opcode, byte[] body) throws IOException {
        out.writeShort(opcode);
        out.writeShort(++sequence);
        out.writeInt(body.length);
        out.write(body);

        int status = in.readUnsignedShort();
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        if (status != 0) {
            throw new RemoteException("status " + status);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
