import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

class NioPartial {
    private final SocketChannel ch;
    NioPartial(SocketChannel ch) throws IOException {
        this.ch = ch;
        ch.configureBlocking(false);
    }
    void reply(byte[] msg) throws IOException {
        ch.write(ByteBuffer.wrap(msg)); // expect: send-buffer-limited
    }
}
