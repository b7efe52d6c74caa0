import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.Iterator;

public class NioSelector {
    private final Selector selector;
    private final ByteBuffer buf = ByteBuffer.allocate(4096);

    NioSelector(Selector s) { selector = s; }

    void loop() throws IOException {
        while (selector.select() >= 0) {
            Iterator<SelectionKey> it = selector.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey key = it.next();
                it.remove();
                if (key.isAcceptable()) {
                    SocketChannel ch = ((ServerSocketChannel) key.channel()).accept();
                    ch.configureBlocking(false);
                    ch.register(selector, SelectionKey.OP_READ);
                } else if (key.isReadable()) {
                    read(key);
                }
            }
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel ch = (SocketChannel) key.channel();
        buf.clear();
        int n = ch.read(buf);
        if (n < 0) { // expect: close-wait-leak
            key.cancel();
            return;
        }
        buf.flip();
        while (buf.hasRemaining()) ch.write(buf);
    }
}
