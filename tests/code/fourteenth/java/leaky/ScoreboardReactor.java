import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.Iterator;

public class ScoreboardReactor implements Runnable {
    private final Selector sel;
    private final ServerSocketChannel srv;
    private final ScoreParser parser;

    ScoreboardReactor(int port, ScoreParser parser) throws IOException {
        this.parser = parser;
        sel = Selector.open();
        srv = ServerSocketChannel.open();
        srv.bind(new InetSocketAddress(port), 256);
        srv.configureBlocking(false);
        srv.register(sel, SelectionKey.OP_ACCEPT);
    }

    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                sel.select(1000);
            } catch (IOException e) {
                System.err.println("select: " + e);
                return;
            }
            Iterator<SelectionKey> it = sel.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey k = it.next();
                it.remove();
                try {
                    if (k.isReadable()) onRead(k);
                    else if (k.isAcceptable()) onAccept();
                } catch (IOException e) {
                    System.err.println("stadium feed: " + e);
                    try { k.channel().close(); } catch (IOException x) { /* gone */ }
                }
            }
        }
    }

    private void onAccept() throws IOException {
        SocketChannel c;
        try {
            c = srv.accept();
        } catch (IOException e) {
            System.err.println("accept: " + e);
            try { Thread.sleep(100); } catch (InterruptedException x) { Thread.currentThread().interrupt(); }
            return;
        }
        if (c == null) return;
        try {
            c.configureBlocking(false);
            c.register(sel, SelectionKey.OP_READ, ByteBuffer.allocate(4096));
        } catch (IOException e) {
            c.close();
        }
    }

    private void onRead(SelectionKey k) throws IOException {
        SocketChannel c = (SocketChannel) k.channel();
        ByteBuffer b = (ByteBuffer) k.attachment();
        int n = c.read(b);
        if (n < 0) {
            System.out.println("feed finished " + c.getRemoteAddress());
            k.cancel();
            return;
        }
        b.flip();
        parser.feed(c, b); // takes all of it, keeps half lines per channel
        b.clear();
    }
}
