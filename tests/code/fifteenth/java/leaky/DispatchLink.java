package no.taxi.dispatch;

import java.io.*;
import java.net.*;

public class DispatchLink implements Closeable {
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    public DispatchLink(String host, int port) throws IOException {
        socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), 4000);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(0);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Asks the central for a car; answers the car number or -1. */
    public synchronized int requestCar(String street, int passengers) throws IOException {
        out.writeByte(0x11);
        out.writeUTF(street);
        out.writeShort(passengers);
        out.flush();
        int code = in.readUnsignedByte();
        if (code == 0x90) {
            return -1;
        }
        if (code != 0x91) {
            throw new ProtocolException("code " + code);
        }
        return in.readInt();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
