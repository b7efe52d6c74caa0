package uk.co.turfline.odds;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Bet placement. Binary request/response over one line that is kept for the whole meeting. */
public class BookmakerClient implements Closeable {
    private final String host;
    private final int port;
    private Socket sock;
    private DataInputStream in;
    private DataOutputStream out;

    public BookmakerClient(String host, int port) {
        this.host = host;
        this.port = port;
    }

    private void ensureOpen() throws IOException {
        if (sock != null) return;
        Socket s = new Socket();
        try {
            s.connect(new InetSocketAddress(host, port), 2500);
            s.setSoTimeout(4000);
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            in = new DataInputStream(new BufferedInputStream(s.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(s.getOutputStream()));
            sock = s;
        } finally {
            if (sock == null) s.close();
        }
    }

    public synchronized long place(String race, int runner, BigDecimal stake) throws IOException {
        ensureOpen();
        try {
            out.writeByte('P');
            out.writeUTF(race);
            out.writeShort(runner);
            out.writeUTF(stake.toPlainString());
            out.flush();

            byte status = in.readByte();
            long slip = in.readLong();
            if (status != 0) throw new BetRefused(status);
            return slip;
        } catch (IOException e) {
            close();   // never reuse a line in an unknown state
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        if (sock == null) return;
        try {
            sock.close();
        } catch (IOException e) {
            System.err.println("odds line: " + e.getMessage());
        }
        sock = null;
    }

    public static class BetRefused extends RuntimeException {
        public final int code;

        BetRefused(int code) {
            super("bet refused, code " + code);
            this.code = code;
        }
    }
}
