package net.example.ok;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

final class NioClose {
    private final Queue<Session> doomed = new ArrayDeque<>();

    static final class Session {
        final SocketChannel ch;
        final ByteBuffer in = ByteBuffer.allocate(2048);
        long lastSeen = System.nanoTime();

        Session(SocketChannel ch) {
            this.ch = ch;
        }
    }

    void onReadable(SelectionKey key) {
        Session s = (Session) key.attachment();
        int n;
        try {
            n = s.ch.read(s.in);
        } catch (IOException e) {
            n = -1;
        }
        if (n < 0) {
            doomed.add(s);
            key.cancel();
            return;
        }
        s.lastSeen = System.nanoTime();
        s.in.clear();
    }

    void loop(Selector sel) throws IOException {
        while (sel.isOpen()) {
            sel.select(1000);
            for (SelectionKey k : sel.selectedKeys()) {
                if (k.isValid() && k.isReadable()) onReadable(k);
            }
            sel.selectedKeys().clear();
            reap();
        }
    }

    private void reap() {
        Session s;
        while ((s = doomed.poll()) != null) {
            try {
                s.ch.close();
            } catch (IOException ignored) {
                // gone anyway
            }
        }
    }
}
