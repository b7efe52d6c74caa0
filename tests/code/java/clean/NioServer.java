import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;

public class NioServer {
    public static void main(String[] a) throws IOException {
        Selector sel = Selector.open();
        ServerSocketChannel ss = ServerSocketChannel.open();
        ss.bind(new InetSocketAddress(9000), 1024);
        ss.configureBlocking(false);
        ss.register(sel, SelectionKey.OP_ACCEPT);
        while (true) {
            sel.select();
            for (SelectionKey k : sel.selectedKeys()) {
                if (k.isAcceptable()) {
                    SocketChannel c = ss.accept();
                    if (c == null) continue;
                    c.configureBlocking(false);
                    c.register(sel, SelectionKey.OP_READ, ByteBuffer.allocate(8192));
                } else {
                    try {
                        echo(k);
                    } catch (IOException e) {
                        k.channel().close();
                    }
                }
            }
            sel.selectedKeys().clear();
        }
    }

    private static void echo(SelectionKey k) throws IOException {
        SocketChannel c = (SocketChannel) k.channel();
        ByteBuffer b = (ByteBuffer) k.attachment();
        if (k.isReadable()) {
            int n = c.read(b);
            if (n < 0) {
                c.close();
                return;
            }
        }
        b.flip();
        c.write(b);
        b.compact();
        k.interestOps(b.position() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
}
