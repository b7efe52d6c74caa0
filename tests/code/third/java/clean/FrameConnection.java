package wire;

import java.io.*;
import java.net.*;
import java.util.Objects;

/** Owns its socket from construction on; close() is the end of both. */
public final class FrameConnection implements Closeable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private FrameConnection(Socket socket) throws IOException {
        this.socket = Objects.requireNonNull(socket);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    public static FrameConnection connect(String host, int port) throws IOException {
        Socket s = new Socket();
        boolean ok = false;
        try {
            s.connect(new InetSocketAddress(host, port), 2_000);
            s.setSoTimeout(10_000);
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            FrameConnection c = new FrameConnection(s);
            ok = true;
            return c;
        } finally {
            if (!ok) {
                s.close();
            }
        }
    }

    public byte[] exchange(byte[] frame) throws IOException {
        try {
            out.writeInt(frame.length);
            out.write(frame);
            out.flush();
            byte[] answer = new byte[in.readInt()];
            in.readFully(answer);
            return answer;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
