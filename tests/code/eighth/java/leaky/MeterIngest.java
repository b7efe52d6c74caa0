package energy.meters;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.Iterator;

// Collects the 15-minute frames of the household meters (frame = 24 bytes, fixed).
class MeterIngest implements Runnable {

    static final int FRAME = 24;
    private final Selector selector;
    private final ServerSocketChannel acceptor;
    private final FrameSink sink;
    private volatile boolean stop;

    interface FrameSink { void frame(long meterId, long ts, double kwh); }

    MeterIngest(int port, FrameSink sink) throws IOException {
        this.sink = sink;
        selector = Selector.open();
        acceptor = ServerSocketChannel.open();
        acceptor.configureBlocking(false);
        acceptor.bind(new InetSocketAddress(port), 1024);
        acceptor.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override public void run() {
        try {
            while (!stop) {
                selector.select(1000);
                Iterator<SelectionKey> it = selector.selectedKeys().iterator();
                while (it.hasNext()) {
                    SelectionKey k = it.next();
                    it.remove();
                    if (!k.isValid()) continue;
                    if (k.isAcceptable()) admit();
                    else if (k.isReadable()) pull(k);
                }
            }
        } catch (IOException e) {
            System.err.println("ingest stopped: " + e);
        }
    }

    private void admit() throws IOException {
        SocketChannel ch = acceptor.accept();
        if (ch == null) return;
        ch.configureBlocking(false);
        ch.setOption(java.net.StandardSocketOptions.SO_KEEPALIVE, true);
        ch.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(FRAME * 64));
    }

    private void pull(SelectionKey k) {
        SocketChannel ch = (SocketChannel) k.channel();
        ByteBuffer buf = (ByteBuffer) k.attachment();
        int n;
        try {
            n = ch.read(buf);
        } catch (IOException e) {
            k.cancel();
            try { ch.close(); } catch (IOException ignored) { }
            return;
        }
        if (n < 0) {
            k.cancel();
            k.attach(null);
            return;
        }
        buf.flip();
        while (buf.remaining() >= FRAME) {
            sink.frame(buf.getLong(), buf.getLong(), buf.getDouble());
        }
        buf.compact();
    }

    void shutdown() { stop = true; selector.wakeup(); }
}
