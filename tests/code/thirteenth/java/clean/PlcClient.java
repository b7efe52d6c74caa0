package brauerei.plc;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Modbus/TCP, function 3 and 6 only. */
public class PlcClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int tx;

    private PlcClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 300));
    }

    public static PlcClient open(String host) throws IOException {
        Socket s = new Socket();
        boolean ok = false;
        try {
            s.setTcpNoDelay(true);
            s.connect(new InetSocketAddress(host, 502), 1500);
            s.setSoTimeout(2000);
            PlcClient c = new PlcClient(s);
            ok = true;
            return c;
        } finally {
            if (!ok) s.close();
        }
    }

    public synchronized int[] holding(int unit, int first, int count) throws IOException {
        header(unit, 6);
        out.writeByte(3);
        out.writeShort(first);
        out.writeShort(count);
        out.flush();
        int n = reply(3) / 2;
        int[] v = new int[n];
        for (int i = 0; i < n; i++) v[i] = in.readUnsignedShort();
        return v;
    }

    private void header(int unit, int len) throws IOException {
        tx = (tx + 1) & 0xffff;
        out.writeShort(tx);
        out.writeShort(0);
        out.writeShort(len);
        out.writeByte(unit);
    }

    private int reply(int fn) throws IOException {
        int id = in.readUnsignedShort();
        in.readUnsignedShort();
        in.readUnsignedShort();
        in.readUnsignedByte();
        int got = in.readUnsignedByte();
        int len = in.readUnsignedByte();
        if (id != tx || got != fn) {
            socket.close(); // out of step, caller must reopen
            throw new IOException("PLC answered fn " + got + " code " + len);
        }
        return len;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
