package bank.ledger.ship;

import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.LocalDate;
import java.util.List;

/** Ships a day's postings (up to three million) to the archive. */
public class LedgerFrameWriter implements Closeable {

    public record Posting(long id, int debit, int credit, long cents, short currency, LocalDate day) {}

    private final Socket socket;
    private final DataOutputStream out;

    public LedgerFrameWriter(InetSocketAddress archive) throws IOException {
        socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(archive, 4000);
            out = new DataOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void put(Posting p) throws IOException {
        out.writeLong(p.id());
        out.writeInt(p.debit());
        out.writeInt(p.credit());
        out.writeLong(p.cents());
        out.writeShort(p.currency());
        out.writeInt((int) p.day().toEpochDay());
    }

    /** Returns how many postings the archive has confirmed. */
    public int ship(List<Posting> day) throws IOException {
        out.writeInt(day.size());
        for (Posting p : day) {
            put(p);
        }
        out.flush();
        byte[] ack = socket.getInputStream().readNBytes(4);
        if (ack.length < 4) throw new IOException("archive hung up");
        return java.nio.ByteBuffer.wrap(ack).getInt();
    }

    @Override public void close() throws IOException {
        socket.close();
    }
}
