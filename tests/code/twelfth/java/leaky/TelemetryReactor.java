import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.function.BiConsumer;

/**
 * Single threaded reactor for the wind turbine telemetry.
 * A record is 24 bytes, turbines send about four of them per second.
 */
public final class TelemetryReactor {

    static final int RECORD = 24;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final BiConsumer<String, ByteBuffer> sink;
    private volatile boolean running = true;

    static final class Turbine {
        final String name;
        final ByteBuffer in = ByteBuffer.allocate(RECORD * 64);
        long records;

        Turbine(String name) {
            this.name = name;
        }
    }

    public TelemetryReactor(int port, BiConsumer<String, ByteBuffer> sink) throws IOException {
        this.sink = sink;
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(port), 200);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    public void loop() throws IOException {
        while (running) {
            selector.select(1000);
            Iterator<SelectionKey> it = selector.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey k = it.next();
                it.remove();
                if (!k.isValid()) continue;
                if (k.isAcceptable()) accept();
                else if (k.isReadable()) read(k);
            }
        }
        for (SelectionKey k : selector.keys()) k.channel().close();
        selector.close();
    }

    private void accept() throws IOException {
        SocketChannel ch = listener.accept();
        if (ch == null) return;
        try {
            ch.configureBlocking(false);
            ch.socket().setKeepAlive(true);
            ch.register(selector, SelectionKey.OP_READ, new Turbine(ch.getRemoteAddress().toString()));
        } catch (IOException e) {
            ch.close();
        }
    }

    private void read(SelectionKey k) {
        SocketChannel ch = (SocketChannel) k.channel();
        Turbine t = (Turbine) k.attachment();
        try {
            int n = ch.read(t.in);
            if (n < 0) {
                System.out.printf("turbine %s signed off after %d records%n", t.name, t.records);
                k.cancel();
                return;
            }
        } catch (IOException e) {
            System.err.println("turbine " + t.name + ": " + e.getMessage());
            try {
                ch.close();
            } catch (IOException ignored) {
                // nothing to do about it
            }
            return;
        }
        t.in.flip();
        while (t.in.remaining() >= RECORD) {
            ByteBuffer rec = t.in.slice(t.in.position(), RECORD);
            t.in.position(t.in.position() + RECORD);
            t.records++;
            sink.accept(t.name, rec);
        }
        t.in.compact();
    }

    public void shutdown() {
        running = false;
        selector.wakeup();
    }
}
