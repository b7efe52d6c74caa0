package retail.esl;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;

// Updates electronic shelf labels through the store's base station. One command, one answer.
public class ShelfLabelClient implements AutoCloseable {
    private final Socket sock;
    private final OutputStream out;
    private final DataInputStream in;
    private int seq = 0;

    public ShelfLabelClient(String station) throws IOException {
        sock = new Socket();
        try {
            sock.connect(new InetSocketAddress(station, 7420), 3000);
            sock.setSoTimeout(5000);
            sock.setKeepAlive(true);
            out = sock.getOutputStream();
            in = new DataInputStream(sock.getInputStream());
        } catch (IOException e) {
            sock.close();
            throw e;
        }
    }

    public int update(long label, byte[] bitmap) throws IOException {
        ByteBuffer hdr = ByteBuffer.allocate(18);
        hdr.putShort((short) 0xE51A).putInt(++seq).putLong(label).putInt(bitmap.length);
        out.write(hdr.array());
        out.write(bitmap);
        int answered = in.readInt();
        if (answered != seq) {
            throw new IOException("out of step: sent " + seq + ", station answered " + answered);
        }
        return in.readUnsignedByte();
    }

    public int updateAll(List<Label> labels) throws IOException {
        int bad = 0;
        for (Label l : labels) {
            if (update(l.id(), l.render()) != 0) bad++;
        }
        return bad;
    }

    @Override
    public void close() throws IOException {
        sock.close();
    }

    public interface Label {
        long id();

        byte[] render();
    }
}
