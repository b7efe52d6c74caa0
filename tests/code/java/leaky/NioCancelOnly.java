import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.*;

class NioCancelOnly {
    private final ByteBuffer buf = ByteBuffer.allocate(4096);

    void onReadable(SelectionKey key) throws IOException {
        SocketChannel ch = (SocketChannel) key.channel();
        buf.clear();
        int n = ch.read(buf);
        if (n == -1) { // expect: close-wait-leak
            key.cancel();
            return;
        }
        buf.flip();
        while (buf.hasRemaining()) {
            ch.write(buf);
        }
    }
}
