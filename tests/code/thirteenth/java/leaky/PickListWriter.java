package warehouse.rf;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** Sends pick lists to the forklift displays. Binary format v3, see wiki. */
public class PickListWriter implements AutoCloseable {

    private final Socket link;
    private final DataOutputStream out;

    public PickListWriter(String truck) throws IOException {
        link = new Socket();
        try {
            link.connect(new InetSocketAddress(truck, 2101), 2000);
            link.setTcpNoDelay(true);
            out = new DataOutputStream(link.getOutputStream());
        } catch (IOException e) {
            link.close();
            throw e;
        }
    }

    public void send(List<Pick> picks) throws IOException {
        out.writeByte(3);
        out.writeInt(picks.size());
        for (Pick p : picks) {
            out.writeInt(p.aisle);
            out.writeShort(p.rack);
            out.writeShort(p.level);
            out.writeLong(p.ean);
            out.writeInt(p.quantity);
            for (char ch : p.text.toCharArray()) {
                out.writeByte(ch);
            }
            out.writeByte(0);
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        link.close();
    }

    public static class Pick {
        int aisle, rack, level, quantity;
        long ean;
        String text;
    }
}
