import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.*;

class NioSpin {
    void onRead(SelectionKey key, ByteBuffer b) throws IOException {
        SocketChannel c = (SocketChannel) key.channel();
        int n = c.read(b);
        if (n == -1) // expect: close-wait-leak
            return;
        b.flip();
        key.attach(b.duplicate());
        key.interestOps(SelectionKey.OP_WRITE);
    }
    void run(Selector sel, ServerSocketChannel ss) throws IOException {
        for (;;) {
            sel.select();
            for (SelectionKey k : sel.selectedKeys()) {
                if (k.isAcceptable()) {
                    SocketChannel c = ss.accept();
                    c.configureBlocking(false);
                    c.register(sel, SelectionKey.OP_READ, ByteBuffer.allocate(1024));
                } else if (k.isReadable()) onRead(k, (ByteBuffer) k.attachment());
            }
            sel.selectedKeys().clear();
        }
    }
}
