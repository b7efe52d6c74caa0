package butcher.pos;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Talks to the counter scale; asked for every article weighed. */
public class ScaleTerminal implements AutoCloseable {

    private final Socket s;
    private final OutputStream out;
    private final DataInputStream in;

    public ScaleTerminal(String ip) throws IOException {
        Socket c = new Socket();
        try {
            c.connect(new InetSocketAddress(ip, 4306), 2000);
            c.setSoTimeout(3000);
            out = c.getOutputStream();
            in = new DataInputStream(c.getInputStream());
        } catch (IOException e) {
            c.close();
            throw e;
        }
        s = c;
    }

    public synchronized int weigh(int plu, byte[] text) throws IOException {
        byte[] head = { 0x02, (byte) (plu >> 8), (byte) plu, (byte) text.length };
        out.write(head);
        out.write(text);
        int status = in.readUnsignedByte();
        if (status != 0) {
            throw new IOException("scale status " + status);
        }
        return in.readInt(); // grams
    }

    public int weighTwice(int plu, byte[] text) throws IOException {
        int first = weigh(plu, text);
        int second = weigh(plu, text);
        if (Math.abs(first - second) > 2) {
            throw new IOException("scale not at rest");
        }
        return second;
    }

    @Override
    public void close() throws IOException {
        s.close();
    }
}
