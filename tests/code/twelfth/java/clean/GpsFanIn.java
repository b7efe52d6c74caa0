package fleet;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** NIO server for the truck trackers: one text line in, "OK <n>" out. */
public class GpsFanIn implements AutoCloseable {

    private static final class Truck {
        final ByteBuffer in = ByteBuffer.allocate(2048);
        final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
        long seen = System.nanoTime();
        int lines;
    }

    private static final long SILENCE_NS = 180L * 1_000_000_000L;
    private final Selector sel = Selector.open();
    private final ServerSocketChannel srv = ServerSocketChannel.open();

    public GpsFanIn(int port) throws IOException {
        srv.bind(new InetSocketAddress(port), 1024).configureBlocking(false);
        srv.register(sel, SelectionKey.OP_ACCEPT);
    }

    public void poll() throws IOException {
        sel.select(5_000);
        for (SelectionKey k : sel.selectedKeys()) {
            if (k.channel() == srv) {
                welcome();
                continue;
            }
            try {
                if (k.isReadable()) readFrom(k);
                if (k.isValid() && k.isWritable()) flush(k);
            } catch (IOException | CancelledKeyException e) {
                k.channel().close();
            }
        }
        sel.selectedKeys().clear();
        long now = System.nanoTime();
        for (SelectionKey k : sel.keys()) {
            if (k.attachment() instanceof Truck t && now - t.seen > SILENCE_NS) k.channel().close();
        }
    }

    private void welcome() throws IOException {
        SocketChannel ch;
        while ((ch = srv.accept()) != null) {
            try {
                ch.configureBlocking(false);
                ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
                ch.register(sel, SelectionKey.OP_READ, new Truck());
            } catch (IOException e) {
                ch.close();
            }
        }
    }

    private void readFrom(SelectionKey k) throws IOException {
        SocketChannel ch = (SocketChannel) k.channel();
        Truck t = (Truck) k.attachment();
        if (ch.read(t.in) < 0) {
            ch.close();
            return;
        }
        t.seen = System.nanoTime();
        t.in.flip();
        int start = 0;
        for (int i = 0; i < t.in.limit(); i++) {
            if (t.in.get(i) != '\n') continue;
            start = i + 1;
            t.out.add(ByteBuffer.wrap(("OK " + ++t.lines + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
        t.in.position(start);
        t.in.compact();
        if (!t.in.hasRemaining()) {
            ch.close();           // 2 kB without a newline is no tracker of ours
            return;
        }
        flush(k);
    }

    private void flush(SelectionKey k) throws IOException {
        Truck t = (Truck) k.attachment();
        while (!t.out.isEmpty()) {
            ((SocketChannel) k.channel()).write(t.out.peek());
            if (t.out.peek().hasRemaining()) {
                k.interestOps(SelectionKey.OP_WRITE);
                return;
            }
            t.out.remove();
        }
        k.interestOps(SelectionKey.OP_READ);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey k : sel.keys()) k.channel().close();
        sel.close();
    }
}
