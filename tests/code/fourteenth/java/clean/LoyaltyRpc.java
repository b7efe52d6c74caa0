package com.sparhaus.loyalty;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

public class LoyaltyRpc implements AutoCloseable {
    private final InetSocketAddress backend;
    private Socket sock;
    private DataInputStream in;
    private DataOutputStream out;

    public LoyaltyRpc(String host, int port) {
        backend = InetSocketAddress.createUnresolved(host, port);
    }

    public synchronized byte[] call(short op, byte[] payload) throws IOException {
        try {
            ensureOpen();
            out.writeShort(op);
            out.writeInt(payload.length);
            out.write(payload);
            out.flush();
            int n = in.readInt();
            if (n < 0 || n > 1 << 20) {
                throw new IOException("silly reply length " + n);
            }
            byte[] reply = new byte[n];
            in.readFully(reply);
            return reply;
        } catch (IOException e) {
            close(); // stream position unknown from here on
            throw e;
        }
    }

    private void ensureOpen() throws IOException {
        if (sock != null) {
            return;
        }
        sock = new Socket();
        sock.setTcpNoDelay(true);
        sock.setKeepAlive(true);
        sock.setSoTimeout(6000);
        sock.connect(new InetSocketAddress(backend.getHostString(), backend.getPort()), 2000);
        in = new DataInputStream(new BufferedInputStream(sock.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(sock.getOutputStream()));
    }

    @Override
    public synchronized void close() {
        Socket s = sock;
        sock = null;
        if (s != null) {
            try {
                s.close();
            } catch (IOException ignored) {
            }
        }
    }
}
