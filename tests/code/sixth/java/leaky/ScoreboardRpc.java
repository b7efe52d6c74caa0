package arena.scoreboard;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Control link to the stadium scoreboard: opcode frame, argument frame, then the status word. */
public class ScoreboardRpc implements Closeable {
    private final Socket sock = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;

    public ScoreboardRpc(String host) throws IOException {
        try {
            sock.setTcpNoDelay(false);
            sock.setSoTimeout(3000);
            sock.setKeepAlive(true);
            sock.connect(new InetSocketAddress(host, 4001), 2000);
            in = new DataInputStream(sock.getInputStream());
            out = new DataOutputStream(sock.getOutputStream());
        } catch (IOException e) {
            sock.close();
            throw e;
        }
    }

    private void frame(byte[] body) throws IOException {
        byte[] f = new byte[body.length + 1];
        f[0] = (byte) body.length;
        System.arraycopy(body, 0, f, 1, body.length);
        out.write(f);
        out.flush();
    }

    public synchronized int call(int opcode, byte[] args) throws IOException {
        frame(new byte[] {(byte) (opcode >> 8), (byte) opcode});
        frame(args);
        return in.readUnsignedShort();
    }

    public void goal(boolean home, int minute) throws IOException {
        int status = call(home ? 0x0101 : 0x0102, new byte[] {(byte) minute});
        if (status != 0) {
            throw new IOException("scoreboard says " + Integer.toHexString(status));
        }
    }

    @Override public void close() throws IOException {
        sock.close();
    }
}
