package factory.plc;

import java.io.*;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Small register protocol of the oven controllers: [len16][op8][reg16][val32?]. */
public class PlcDriver implements Closeable {
    private final Socket sock;
    private final DataInputStream in;
    private final OutputStream out;

    private PlcDriver(Socket sock) throws IOException {
        this.sock = sock;
        this.in = new DataInputStream(new BufferedInputStream(sock.getInputStream()));
        this.out = sock.getOutputStream();
    }

    public static PlcDriver open(String host, int port) throws IOException {
        Socket s = new Socket();
        boolean ok = false;
        try {
            s.connect(new InetSocketAddress(host, port), 2000);
            s.setTcpNoDelay(true);
            s.setSoTimeout(1500);
            PlcDriver d = new PlcDriver(s);
            if (d.readRegister(0) != 0x0CE1) {
                throw new IOException("not an oven at " + host);
            }
            ok = true;
            return d;
        } finally {
            if (!ok) s.close();
        }
    }

    public synchronized int readRegister(int reg) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream d = new DataOutputStream(frame);
        d.writeShort(3);
        d.writeByte('R');
        d.writeShort(reg);
        out.write(frame.toByteArray());
        int len = in.readUnsignedShort();
        if (len != 4) {
            close();
            throw new IOException("bad frame length " + len);
        }
        return in.readInt();
    }

    @Override public void close() throws IOException {
        sock.close();
    }
}
