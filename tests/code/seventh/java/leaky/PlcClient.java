package com.ventilair.bms;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Modbus/TCP master for the air handling units. One instance per controller, polled 20 times
 * a second, so latency matters.
 */
public class PlcClient implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;
    private int tx;

    public PlcClient(String host) throws IOException {
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(host, 502), 3000);
            s.setSoTimeout(2000);
            s.setKeepAlive(true);
            this.out = s.getOutputStream();
            this.in = new DataInputStream(s.getInputStream());
        } catch (IOException e) {
            s.close();
            throw e;
        }
        this.socket = s;
    }

    public synchronized short[] readHolding(int unit, int addr, int count) throws IOException {
        tx = (tx + 1) & 0xffff;
        ByteBuffer mbap = ByteBuffer.allocate(7);
        mbap.putShort((short) tx).putShort((short) 0).putShort((short) 6).put((byte) unit);
        ByteBuffer pdu = ByteBuffer.allocate(5);
        pdu.put((byte) 3).putShort((short) addr).putShort((short) count);

        out.write(mbap.array());
        out.write(pdu.array());

        int rtx = in.readUnsignedShort();
        in.readUnsignedShort();
        int len = in.readUnsignedShort();
        if (rtx != tx || len < 3 || len > 254) {
            throw new IOException("out of step: tx " + rtx + " wanted " + tx + " len " + len);
        }
        byte[] body = new byte[len];
        in.readFully(body);
        if ((body[1] & 0x80) != 0) {
            throw new IOException("modbus exception " + body[2]);
        }
        short[] regs = new short[count];
        ByteBuffer.wrap(body, 3, len - 3).asShortBuffer().get(regs);
        return regs;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
