package clinic.imaging;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** Pushes finished X-ray series to the archive node. */
public class XrayPush {

    private static final int MAGIC = 0x58524159;

    private final String node;
    private final int port;

    public XrayPush(String node, int port) {
        this.node = node;
        this.port = port;
    }

    private Socket open() throws IOException {
        Socket s = new Socket();
        try {
            s.setSoLinger(true, 0);
            s.setTcpNoDelay(true);
            s.setSoTimeout(30_000);
            s.connect(new InetSocketAddress(node, port), 5_000);
            return s;
        } catch (SocketException e) {
            s.close();
            throw new IOException("archive node " + node, e);
        } catch (IOException e) {
            s.close();
            throw e;
        }
    }

    public void push(String patient, File[] series) throws IOException {
        try (Socket s = open();
             DataOutputStream out = new DataOutputStream(
                     new java.io.BufferedOutputStream(s.getOutputStream(), 1 << 16));
             DataInputStream in = new DataInputStream(s.getInputStream())) {
            out.writeInt(MAGIC);
            out.writeUTF(patient);
            out.writeInt(series.length);
            out.flush();
            if (in.readByte() != 1) {
                throw new IOException("archive refused " + patient);
            }
            for (File f : series) {
                copy(f, out);
            }
            // the archive sorts the series in by itself once it has all of it
            out.flush();
        }
        System.out.println(patient + ": " + series.length + " images handed over");
    }

    private static void copy(File f, DataOutputStream out) throws IOException {
        out.writeLong(f.length());
        byte[] block = new byte[1 << 15];
        try (BufferedInputStream in = new BufferedInputStream(new FileInputStream(f))) {
            int n;
            while ((n = in.read(block)) > 0) {
                out.write(block, 0, n);
            }
        }
    }
}
