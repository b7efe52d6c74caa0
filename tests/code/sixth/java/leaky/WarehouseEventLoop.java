package depot.wms;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.logging.Logger;

final class WarehouseEventLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger("wms");
    private final Selector selector;
    private final ScanSink sink;

    interface ScanSink { void scans(ByteBuffer b); }

    WarehouseEventLoop(ServerSocketChannel server, ScanSink sink) throws IOException {
        this.selector = Selector.open();
        this.sink = sink;
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override public void run() {
        ByteBuffer buf = ByteBuffer.allocateDirect(32 * 1024);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                selector.select(1000);
                for (Iterator<SelectionKey> it = selector.selectedKeys().iterator(); it.hasNext(); it.remove()) {
                    SelectionKey k = it.next();
                    if (!k.isValid()) continue;
                    if (k.isAcceptable()) enter((ServerSocketChannel) k.channel());
                    else read(k, buf);
                }
            } catch (IOException e) {
                LOG.warning("loop: " + e);
                pause();
            }
        }
    }

    private void enter(ServerSocketChannel server) throws IOException {
        SocketChannel scanner = server.accept();
        if (scanner == null) return;
        scanner.configureBlocking(false);
        scanner.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        scanner.register(selector, SelectionKey.OP_READ);
    }

    private void read(SelectionKey k, ByteBuffer buf) throws IOException {
        SocketChannel scanner = (SocketChannel) k.channel();
        buf.clear();
        int n;
        try {
            n = scanner.read(buf);
        } catch (IOException e) {
            LOG.info("scanner lost: " + e.getMessage());
            scanner.close();
            return;
        }
        if (n < 0) {
            k.cancel();
            return;
        }
        sink.scans(buf.flip());
    }

    private static void pause() {
        try { Thread.sleep(100); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
    }
}
