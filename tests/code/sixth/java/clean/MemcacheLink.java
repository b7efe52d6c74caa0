package com.acme.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection, one thread; the text protocol of memcached. */
final class MemcacheLink implements Closeable {
    private final InetSocketAddress where;
    private Socket sock;
    private InputStream in;
    private OutputStream out;

    MemcacheLink(InetSocketAddress where) {
        this.where = where;
    }

    private void ensure() throws IOException {
        if (sock != null) return;
        Socket s = new Socket();
        boolean ok = false;
        try {
            s.setTcpNoDelay(true);
            s.setSoTimeout(400);
            s.connect(where, 300);
            in = new BufferedInputStream(s.getInputStream());
            out = new BufferedOutputStream(s.getOutputStream());
            ok = true;
        } finally {
            if (!ok) s.close();
        }
        sock = s;
    }

    byte[] get(String key) throws IOException {
        ensure();
        try {
            out.write(("get " + key + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            String head = line();
            if (head.equals("END")) return null;
            if (!head.startsWith("VALUE ")) throw new IOException(head);
            int n = Integer.parseInt(head.substring(head.lastIndexOf(' ') + 1));
            byte[] v = in.readNBytes(n + 2);
            if (v.length < n + 2 || !line().equals("END")) throw new EOFException();
            return java.util.Arrays.copyOf(v, n);
        } catch (IOException | RuntimeException e) {
            // where we are in the stream is not known any more
            close();
            throw e;
        }
    }

    private String line() throws IOException {
        StringBuilder b = new StringBuilder();
        for (int c; (c = in.read()) != '\n';) {
            if (c < 0) throw new EOFException("memcached hung up");
            if (c != '\r') b.append((char) c);
        }
        return b.toString();
    }

    @Override public void close() throws IOException {
        Socket s = sock;
        sock = null;
        if (s != null) s.close();
    }
}
