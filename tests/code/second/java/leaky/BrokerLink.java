package net.example.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

public class BrokerLink implements AutoCloseable {
    private static final int MAGIC = 0x42524B31;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final int version;

    public BrokerLink(String host, int port, int timeoutMs) throws IOException {
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(host, port), timeoutMs);
        } catch (IOException e) {
            s.close();
            throw e;
        }
        s.setTcpNoDelay(true);
        s.setSoTimeout(timeoutMs);
        in = new DataInputStream(s.getInputStream());
        out = new DataOutputStream(s.getOutputStream());
        out.writeInt(MAGIC);
        out.flush();
        if (in.readInt() != MAGIC) {
            throw new IOException("not a broker: " + host + ":" + port);
        }
        version = in.readUnsignedShort();
        socket = s;
    }

    public synchronized byte[] request(byte[] frame) throws IOException {
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return answer;
    }

    public int version() {
        return version;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
