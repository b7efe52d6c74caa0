package com.paylane.acquirer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** One ISO-8583 link to the acquirer host. Not thread safe; see CardAuthRouter. */
public class CardAuthChannel implements AutoCloseable {
    private final Socket sock;
    private final OutputStream out;
    private final DataInputStream in;

    public CardAuthChannel(String host, int port) throws IOException {
        Socket s = new Socket();
        try {
            s.setKeepAlive(true);
            s.setSoTimeout(12_000);
            s.connect(new InetSocketAddress(host, port), 4000);
            this.out = s.getOutputStream();
            this.in = new DataInputStream(s.getInputStream());
        } catch (IOException e) {
            s.close();
            throw e;
        }
        this.sock = s;
    }

    public byte[] authorise(byte[] message) throws IOException {
        byte[] head = ByteBuffer.allocate(4)
                .putShort((short) message.length)
                .putShort((short) 0x6000)
                .array();
        out.write(head);
        out.flush();
        out.write(message);
        out.flush();

        int len = in.readUnsignedShort();
        in.readUnsignedShort(); // TPDU
        byte[] reply = new byte[len];
        in.readFully(reply);
        return reply;
    }

    @Override
    public void close() throws IOException {
        sock.close();
    }
}
