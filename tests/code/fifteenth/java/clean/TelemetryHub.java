import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.ArrayDeque;
import java.util.Iterator;

/** Echoes sequence acks to wind turbines. One thread, one selector. */
class TelemetryHub {
    static final int MAX_PENDING = 256;

    static final class Turbine {
        final ByteBuffer in = ByteBuffer.allocate(4096);
        final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
    }

    public static void main(String[] a) throws IOException {
        Selector sel = Selector.open();
        ServerSocketChannel srv = ServerSocketChannel.open();
        srv.bind(new InetSocketAddress(Integer.parseInt(a[0])), 512);
        srv.configureBlocking(false);
        srv.register(sel, SelectionKey.OP_ACCEPT);
        while (true) {
            sel.select();
            for (Iterator<SelectionKey> it = sel.selectedKeys().iterator(); it.hasNext(); ) {
                SelectionKey k = it.next();
                it.remove();
                if (k.isValid() && k.isAcceptable()) { admit(sel, srv); continue; }
                try {
                    if (k.isValid() && k.isReadable()) read(k);
                    if (k.isValid() && k.isWritable()) flush(k);
                } catch (IOException e) {
                    drop(k);
                }
            }
        }
    }

    static void admit(Selector sel, ServerSocketChannel srv) {
        try {
            SocketChannel c = srv.accept();
            if (c == null) return;
            try {
                c.configureBlocking(false);
                c.socket().setTcpNoDelay(true);
                c.socket().setKeepAlive(true);
                c.register(sel, SelectionKey.OP_READ, new Turbine());
            } catch (IOException e) {
                c.close();
            }
        } catch (IOException e) {
            System.err.println("accept: " + e);
            try { Thread.sleep(100); } catch (InterruptedException i) { Thread.currentThread().interrupt(); }
        }
    }

    static void read(SelectionKey k) throws IOException {
        Turbine t = (Turbine) k.attachment();
        int n = ((SocketChannel) k.channel()).read(t.in);
        if (n < 0) { drop(k); return; }
        t.in.flip();
        while (t.in.remaining() >= 32) {
            long seq = t.in.getLong();
            t.in.position(t.in.position() + 24);
            ByteBuffer ack = ByteBuffer.allocate(8);
            ack.putLong(seq).flip();
            t.out.add(ack);
        }
        t.in.compact();
        if (t.out.size() > MAX_PENDING) { drop(k); return; }
        flush(k);
    }

    static void flush(SelectionKey k) throws IOException {
        Turbine t = (Turbine) k.attachment();
        SocketChannel c = (SocketChannel) k.channel();
        while (!t.out.isEmpty()) {
            c.write(t.out.peek());
            if (t.out.peek().hasRemaining()) break;
            t.out.poll();
        }
        k.interestOps(t.out.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    static void drop(SelectionKey k) {
        k.cancel();
        try { k.channel().close(); } catch (IOException ignored) { }
    }
}
