package com.rail.interlocking.diag;

import java.io.*;
import java.net.*;
import java.util.*;

/** Several diagnosis windows share one connection to the same signal box. */
public class RefCountedLink implements Closeable {
    private static final Map<InetSocketAddress, RefCountedLink> OPEN = new HashMap<>();

    private final InetSocketAddress box;
    private final Socket sock;
    private final DataOutputStream out;
    private final DataInputStream in;
    private int users = 1;

    private RefCountedLink(InetSocketAddress box, Socket sock) throws IOException {
        this.box = box;
        this.sock = sock;
        out = new DataOutputStream(new BufferedOutputStream(sock.getOutputStream(), 512));
        in = new DataInputStream(new BufferedInputStream(sock.getInputStream()));
    }

    public static RefCountedLink to(InetSocketAddress box) throws IOException {
        synchronized (OPEN) {
            RefCountedLink l = OPEN.get(box);
            if (l != null) {
                l.users++;
                return l;
            }
            Socket s = new Socket();
            try {
                s.connect(box, 2000);
                s.setSoTimeout(5000);
                s.setTcpNoDelay(true);
                s.setKeepAlive(true);
                l = new RefCountedLink(box, s);
            } catch (IOException e) {
                s.close();
                throw e;
            }
            OPEN.put(box, l);
            return l;
        }
    }

    public synchronized byte[] query(int element) throws IOException {
        try {
            out.writeByte(0x11);
            out.writeInt(element);
            out.flush();
            int n = in.readUnsignedShort();
            byte[] state = new byte[n];
            in.readFully(state);
            return state;
        } catch (IOException e) {
            // stream out of step, nobody may use it any more
            synchronized (OPEN) {
                OPEN.remove(box, this);
            }
            sock.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(box, this);
        }
        sock.close();
    }
}
