package net.example.ok;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

public class GuardedConstructor implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    public GuardedConstructor(String host, int port) throws IOException {
        Socket s = new Socket();
        boolean ok = false;
        try {
            s.connect(new InetSocketAddress(host, port), 2000);
            s.setTcpNoDelay(true);
            in = new DataInputStream(s.getInputStream());
            out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream()));
            out.writeUTF("hello");
            out.flush();
            if (in.readByte() != 1) {
                throw new IOException("refused");
            }
            socket = s;
            ok = true;
        } finally {
            if (!ok) {
                s.close();
            }
        }
    }

    public long ask(int op, long arg) throws IOException {
        out.writeInt(op);
        out.writeLong(arg);
        out.flush();
        return in.readLong();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
