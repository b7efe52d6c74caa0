import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.*;

class SelectorDropsBoth {
    void run(int port) throws IOException {
        Selector sel = Selector.open();
        ServerSocketChannel ssc = ServerSocketChannel.open();
        ssc.bind(new InetSocketAddress(port), 512);
        ssc.configureBlocking(false);
        ssc.register(sel, SelectionKey.OP_ACCEPT);
        while (true) {
            sel.select();
            for (Iterator<SelectionKey> it = sel.selectedKeys().iterator(); it.hasNext(); it.remove()) {
                SelectionKey k = it.next();
                try {
                    if (k.isAcceptable()) {
                        SocketChannel c = ssc.accept();
                        if (c != null) {
                            c.configureBlocking(false);
                            c.register(sel, SelectionKey.OP_READ, ByteBuffer.allocate(4096));
                        }
                    } else if (k.isReadable()) {
                        read(k);
                    }
                } catch (IOException e) {
                    drop(k);
                }
            }
        }
    }

    private void read(SelectionKey k) throws IOException {
        ByteBuffer b = (ByteBuffer) k.attachment();
        SocketChannel c = (SocketChannel) k.channel();
        int n = c.read(b);
        if (n < 0) {
            drop(k);
            return;
        }
        b.flip();
        while (b.hasRemaining()) c.write(b);
        b.compact();
    }

    private void drop(SelectionKey k) {
        k.cancel();
        try { k.channel().close(); } catch (IOException ignored) { }
    }
}
