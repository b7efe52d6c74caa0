package campus.board;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;

/** Single-threaded board: each viewer gets each notice. State hangs on the key. */
class NoticeBoard {
    private static final int MAX_PENDING = 1000;

    static class Viewer {
        final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();
        final SocketChannel ch;

        Viewer(SocketChannel ch) { this.ch = ch; }
    }

    private final Selector selector = Selector.open();
    private final ServerSocketChannel door = ServerSocketChannel.open();

    NoticeBoard(int port) throws IOException {
        door.configureBlocking(false);
        door.bind(new InetSocketAddress(port), 256);
        door.register(selector, SelectionKey.OP_ACCEPT);
    }

    void turn() throws IOException {
        selector.select(500);
        for (Iterator<SelectionKey> it = selector.selectedKeys().iterator(); it.hasNext(); ) {
            SelectionKey key = it.next();
            it.remove();
            if (!key.isValid()) continue;
            if (key.isAcceptable()) {
                SocketChannel ch = door.accept();
                if (ch != null) welcome(ch);
                continue;
            }
            try {
                if (key.isReadable()) {
                    ByteBuffer ignored = ByteBuffer.allocate(512);
                    if (((SocketChannel) key.channel()).read(ignored) < 0) {
                        drop(key, "left");
                        continue;
                    }
                }
                if (key.isWritable()) pour(key);
            } catch (IOException e) {
                drop(key, e.getMessage());
            }
        }
    }

    void post(String notice) {
        byte[] line = (notice + "\r\n").getBytes(StandardCharsets.UTF_8);
        for (SelectionKey key : selector.keys()) {
            if (!(key.attachment() instanceof Viewer) || !key.isValid()) continue;
            Viewer v = (Viewer) key.attachment();
            if (v.pending.size() >= MAX_PENDING) {
                drop(key, "too slow");
                continue;
            }
            v.pending.add(ByteBuffer.wrap(line));
            key.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    private void welcome(SocketChannel ch) throws IOException {
        try {
            ch.configureBlocking(false);
            ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            ch.register(selector, SelectionKey.OP_READ, new Viewer(ch));
        } catch (IOException e) {
            ch.close();
        }
    }

    private void pour(SelectionKey key) throws IOException {
        Viewer v = (Viewer) key.attachment();
        for (ByteBuffer b; (b = v.pending.peek()) != null; v.pending.remove()) {
            v.ch.write(b);
            if (b.hasRemaining()) return;
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    private void drop(SelectionKey key, String why) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            System.err.println(e);
        }
        System.out.println("viewer " + why);
    }
}
