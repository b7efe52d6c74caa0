import java.net.*;
import java.nio.channels.SocketChannel;

class SendBuffer {
    void tune(SocketChannel c) throws java.io.IOException {
        c.setOption(StandardSocketOptions.SO_SNDBUF, 16384); // expect: send-buffer-limited
    }
}
