import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.*;

class NioCloses {
    private final ByteBuffer buf = ByteBuffer.allocate(4096);

    void onReadable(SelectionKey key) throws IOException {
        SocketChannel ch = (SocketChannel) key.channel();
        buf.clear();
        int n;
        try {
            n = ch.read(buf);
        } catch (IOException e) {
            n = -1;
        }
        if (n == -1) {
            key.cancel();
            ch.close();
            return;
        }
        buf.flip();
        while (buf.hasRemaining()) {
            ch.write(buf);
        }
    }
}
