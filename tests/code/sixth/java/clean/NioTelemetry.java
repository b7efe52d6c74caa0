package plant.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;

public class NioTelemetry implements AutoCloseable {
    private static final class Conn {
        final ByteBuffer in = ByteBuffer.allocate(2048);
        final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
        long seen = System.nanoTime();
        boolean eof;
    }

    private final Selector sel = Selector.open();
    private final ServerSocketChannel door;

    public NioTelemetry(ServerSocketChannel door) throws IOException {
        this.door = door;
        door.configureBlocking(false);
        door.register(sel, SelectionKey.OP_ACCEPT);
    }

    public void turn() throws IOException {
        sel.select(k -> {
            try {
                if (k.isAcceptable()) accept();
                else serve(k, (Conn) k.attachment());
            } catch (IOException | CancelledKeyException e) {
                if (k.channel() != door) quietly(k);
                else LockSupport.parkNanos(100_000_000L);
            }
        }, 2000);
        long now = System.nanoTime();
        for (SelectionKey k : new ArrayList<>(sel.keys())) {
            if (k.attachment() instanceof Conn c && now - c.seen > 180_000_000_000L) quietly(k);
        }
    }

    private void accept() throws IOException {
        SocketChannel ch = door.accept();
        if (ch == null) return;
        try {
            ch.configureBlocking(false);
            ch.socket().setTcpNoDelay(true);
            ch.register(sel, SelectionKey.OP_READ, new Conn());
        } catch (IOException e) {
            ch.close();
        }
    }

    private void serve(SelectionKey k, Conn c) throws IOException {
        SocketChannel ch = (SocketChannel) k.channel();
        c.seen = System.nanoTime();
        if (k.isReadable()) {
            if (ch.read(c.in) < 0) c.eof = true;
            c.in.flip();
            while (c.in.remaining() >= 16) {
                byte[] ack = {6, c.in.get(c.in.position())};
                c.in.position(c.in.position() + 16);
                c.out.add(ByteBuffer.wrap(ack));
            }
            c.in.compact();
        }
        while (!c.out.isEmpty()) {
            ch.write(c.out.peek());
            if (c.out.peek().hasRemaining()) break;
            c.out.remove();
        }
        if (c.out.isEmpty()) {
            if (c.eof) ch.close();
            else k.interestOps(SelectionKey.OP_READ);
        } else {
            k.interestOps(SelectionKey.OP_WRITE);
        }
    }

    private static void quietly(SelectionKey k) {
        try {
            k.channel().close();
        } catch (IOException ignored) {
        }
    }

    @Override public void close() throws IOException {
        new ArrayList<>(sel.keys()).forEach(NioTelemetry::quietly);
        sel.close();
    }
}
