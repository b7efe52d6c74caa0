package geo.seismo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.ArrayDeque;
import java.util.Deque;

/** Fans out the records of one seismometer to any number of listeners; slow ones are dropped. */
public class SeismoHub {
    private static final int MAX_QUEUED = 500;
    private final Selector sel = Selector.open();
    private final ServerSocketChannel door;

    private static final class Listener {
        final Deque<ByteBuffer> out = new ArrayDeque<>();
        final ByteBuffer trash = ByteBuffer.allocate(512);
    }

    public SeismoHub(int port) throws IOException {
        door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(port), 100).configureBlocking(false);
        door.register(sel, SelectionKey.OP_ACCEPT);
    }

    public void publish(ByteBuffer record) {     // selector thread only
        for (SelectionKey k : sel.keys()) {
            if (!(k.attachment() instanceof Listener l) || !k.isValid()) continue;
            if (l.out.size() >= MAX_QUEUED) {
                end(k, "too slow");
                continue;
            }
            l.out.add(record.duplicate());
            k.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    public void turn(long millis) throws IOException {
        sel.select(k -> {
            try {
                if (k.isAcceptable()) admit();
                else {
                    if (k.isReadable()) drain(k);
                    if (k.isValid() && k.isWritable()) flush(k);
                }
            } catch (CancelledKeyException e) {
                // ended a line above
            } catch (IOException e) {
                end(k, e.toString());
            }
        }, millis);
    }

    private void admit() throws IOException {
        SocketChannel c;
        try {
            c = door.accept();
        } catch (IOException e) {
            System.err.println("accept: " + e);
            try { Thread.sleep(100); } catch (InterruptedException i) { Thread.currentThread().interrupt(); }
            return;
        }
        if (c == null) return;
        try {
            c.configureBlocking(false);
            c.socket().setKeepAlive(true);
            c.register(sel, SelectionKey.OP_READ, new Listener());
        } catch (IOException e) {
            c.close();
        }
    }

    private void drain(SelectionKey k) throws IOException {
        Listener l = (Listener) k.attachment();
        l.trash.clear();
        if (((SocketChannel) k.channel()).read(l.trash) < 0) end(k, "closed by peer");
    }

    private void flush(SelectionKey k) throws IOException {
        Listener l = (Listener) k.attachment();
        for (ByteBuffer b; (b = l.out.peek()) != null; l.out.remove()) {
            ((SocketChannel) k.channel()).write(b);
            if (b.hasRemaining()) return;
        }
        k.interestOps(SelectionKey.OP_READ);
    }

    private void end(SelectionKey k, String why) {
        if (k.channel() == door) return;
        System.out.println(k.channel() + ": " + why);
        k.cancel();
        try { k.channel().close(); } catch (IOException e) { System.err.println(e); }
    }
}
