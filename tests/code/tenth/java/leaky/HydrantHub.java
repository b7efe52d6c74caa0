import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;

/**
 * Pressure sensors on the city's hydrants; 8 byte records (id, millibar), one way.
 */
class HydrantHub implements Runnable {

    private final Selector selector;
    private final ServerSocketChannel acceptor;
    private final PressureBoard board;

    HydrantHub(int port, PressureBoard board) throws IOException {
        this.board = board;
        selector = Selector.open();
        acceptor = ServerSocketChannel.open();
        acceptor.bind(new InetSocketAddress(port), 512);
        acceptor.configureBlocking(false);
        acceptor.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override
    public void run() {
        while (acceptor.isOpen()) {
            try {
                selector.select(1000);
            } catch (IOException e) {
                System.err.println("select: " + e);
                return;
            }
            for (Iterator<SelectionKey> it = selector.selectedKeys().iterator(); it.hasNext(); ) {
                SelectionKey key = it.next();
                it.remove();
                if (!key.isValid()) continue;
                if (key.isAcceptable()) accept();
                else if (key.isReadable()) read(key);
            }
        }
    }

    private void accept() {
        SocketChannel ch = null;
        try {
            ch = acceptor.accept();
            if (ch == null) return;
            ch.configureBlocking(false);
            ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            ch.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(4096));
        } catch (IOException e) {
            System.err.println("sensor not taken: " + e);
            if (ch != null) {
                try { ch.close(); } catch (IOException e2) { System.err.println(e2); }
            }
        }
    }

    private void read(SelectionKey key) {
        SocketChannel ch = (SocketChannel) key.channel();
        ByteBuffer buf = (ByteBuffer) key.attachment();
        try {
            int n = ch.read(buf);
            if (n < 0) {
                System.out.println("sensor finished " + ch.getRemoteAddress());
                key.cancel();
                return;
            }
            buf.flip();
            while (buf.remaining() >= 8) {
                board.update(buf.getInt(), buf.getInt());
            }
            buf.compact();
        } catch (IOException e) {
            System.err.println("sensor: " + e);
            key.cancel();
            try { ch.close(); } catch (IOException e2) { System.err.println(e2); }
        }
    }

    interface PressureBoard {
        void update(int hydrant, int millibar);
    }
}
