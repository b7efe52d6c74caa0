package net.example.ok;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

public class FinallyQuiet {
    private static void closeQuietly(Closeable c) {
        if (c == null) return;
        try {
            c.close();
        } catch (IOException e) {
            System.getLogger("net").log(System.Logger.Level.DEBUG, "close", e);
        }
    }

    public static int statusOf(String host, int port, int attempts) throws IOException {
        IOException last = null;
        for (int i = 0; i < attempts; i++) {
            Socket s = null;
            try {
                s = new Socket(host, port);
                s.setSoTimeout(1000 << i);
                s.getOutputStream().write('?');
                InputStream in = s.getInputStream();
                int b = in.read();
                if (b == -1) {
                    continue;
                }
                return b;
            } catch (IOException e) {
                last = e;
            } finally {
                closeQuietly(s);
            }
        }
        throw last != null ? last : new IOException("no answer");
    }
}
