import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.Iterator;

// electricity meters push 48-byte readings, no answer is sent
class MeterConcentrator implements Runnable {
    private final Selector sel;
    private final ReadingSink sink;

    interface ReadingSink { void accept(ByteBuffer chunk); }

    MeterConcentrator(int port, ReadingSink sink) throws IOException {
        this.sink = sink;
        sel = Selector.open();
        ServerSocketChannel srv = ServerSocketChannel.open();
        srv.bind(new InetSocketAddress(port), 512);
        srv.configureBlocking(false);
        srv.register(sel, SelectionKey.OP_ACCEPT);
    }

    @Override
    public void run() {
        ByteBuffer buf = ByteBuffer.allocateDirect(16 * 1024);
        while (!Thread.interrupted()) {
            try {
                sel.select(1000);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            Iterator<SelectionKey> it = sel.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey k = it.next();
                it.remove();
                if (!k.isValid()) continue;
                try {
                    if (k.isAcceptable()) {
                        SocketChannel m = ((ServerSocketChannel) k.channel()).accept();
                        if (m != null) {
                            m.configureBlocking(false);
                            m.register(sel, SelectionKey.OP_READ);
                        }
                    } else if (k.isReadable()) {
                        buf.clear();
                        int n = ((SocketChannel) k.channel()).read(buf);
                        if (n < 0) {
                            k.cancel();
                            continue;
                        }
                        buf.flip();
                        sink.accept(buf);
                    }
                } catch (IOException e) {
                    k.cancel();
                    try { k.channel().close(); } catch (IOException ignore) { }
                }
            }
        }
    }
}
