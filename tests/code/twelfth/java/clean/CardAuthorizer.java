package eu.tankstelle.pos;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Talks to the acquirer; reconnects lazily, never retries an authorisation by itself. */
public class CardAuthorizer {

    private final InetSocketAddress acquirer;
    private Socket sock;
    private DataInputStream in;
    private DataOutputStream out;
    private long lastUse;

    public CardAuthorizer(String host, int port) {
        this.acquirer = InetSocketAddress.createUnresolved(host, port);
    }

    public synchronized int authorize(byte[] track2, int pump, long cents) throws IOException {
        connectIfNeeded();
        try {
            out.writeShort(track2.length + 12);
            out.writeInt(pump);
            out.writeLong(cents);
            out.write(track2);
            out.flush();

            int len = in.readUnsignedShort();
            if (len != 4) {
                throw new IOException("acquirer speaks another dialect, length " + len);
            }
            int code = in.readInt();
            lastUse = System.currentTimeMillis();
            return code;
        } catch (IOException e) {
            disconnect();
            throw e;
        }
    }

    private void connectIfNeeded() throws IOException {
        if (sock != null && System.currentTimeMillis() - lastUse < 45_000) {
            return;
        }
        disconnect();
        Socket s = new Socket();
        try {
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            s.connect(new InetSocketAddress(acquirer.getHostString(), acquirer.getPort()), 4_000);
            s.setSoTimeout(12_000);
            in = new DataInputStream(s.getInputStream());
            out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream(), 512));
        } catch (IOException e) {
            s.close();
            throw e;
        }
        sock = s;
        lastUse = System.currentTimeMillis();
    }

    public synchronized void disconnect() {
        if (sock == null) {
            return;
        }
        try {
            sock.close();
        } catch (IOException e) {
            System.err.println("close: " + e);
        }
        sock = null;
    }
}
