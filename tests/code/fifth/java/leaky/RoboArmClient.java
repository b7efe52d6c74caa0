package cell.robot;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Moves a welding arm: one command, one acknowledge, about 100 a second are wanted. */
public final class RoboArmClient implements Closeable {
    private static final int MAGIC = 0x524F424F;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;
    private int sequence;

    public RoboArmClient(String host, int port) throws IOException {
        try {
            socket.setSoTimeout(1500);
            socket.connect(new InetSocketAddress(host, port), 2000);
            out = socket.getOutputStream();
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public synchronized double[] moveTo(double... axes) throws IOException {
        Objects.checkIndex(axes.length, 8);
        ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(MAGIC).putInt(++sequence).putInt(axes.length * 8);
        ByteBuffer body = ByteBuffer.allocate(axes.length * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (double a : axes) {
            body.putDouble(a);
        }
        out.write(head.array());
        out.write(body.array());
        return acknowledge(axes.length);
    }

    private double[] acknowledge(int n) throws IOException {
        byte[] raw = new byte[8 + n * 8];
        in.readFully(raw);
        ByteBuffer b = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        int seq = b.getInt();
        int status = b.getInt();
        if (seq != sequence || status != 0) {
            throw new IOException("arm: seq " + seq + " status " + status);
        }
        double[] where = new double[n];
        for (int i = 0; i < n; i++) {
            where[i] = b.getDouble();
        }
        return where;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
