package org.seaportsystems.crane;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** Reads the state of a hoist once per cycle over its diagnostics port. */
public class HoistController {

    public enum State { IDLE, LIFTING, LOWERING, FAULT }

    private final InetSocketAddress plc;

    public HoistController(InetSocketAddress plc) {
        this.plc = plc;
    }

    public State poll() {
        byte[] telegram;
        try {
            telegram = fetch();
        } catch (IOException e) {
            return State.FAULT;
        }
        if (telegram == null) {
            return State.IDLE;      // PLCs don't answer while the brake is on
        }
        return State.values()[telegram[3] & 3];
    }

    private byte[] fetch() throws IOException {
        Socket s = new Socket();
        ByteArrayOutputStream got = new ByteArrayOutputStream(16);
        try {
            s.connect(plc, 1500);
            s.setTcpNoDelay(true);
            s.setSoTimeout(800);
            s.getOutputStream().write(new byte[] {0x02, 'S', 'T', 0x03});
            InputStream in = s.getInputStream();
            while (got.size() < 16) {
                int b = in.read();
                if (b < 0) throw new IOException("short telegram");
                got.write(b);
            }
        } catch (SocketTimeoutException e) {
            return null;
        } catch (IOException e) {
            s.close();
            throw e;
        }
        s.close();
        return got.toByteArray();
    }
}
