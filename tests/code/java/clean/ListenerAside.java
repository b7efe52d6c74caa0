import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** What is never closed here is the listener alone. */
public class ListenerAside {
    private final Selector sel;
    private final ByteBuffer in = ByteBuffer.allocate(2048);

    public ListenerAside(int port) throws IOException {
        sel = Selector.open();
        ServerSocketChannel door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(port), 512);
        door.configureBlocking(false);
        door.register(sel, SelectionKey.OP_ACCEPT);
    }

    public void run() throws IOException {
        while (true) {
            sel.select();
            for (SelectionKey key : sel.selectedKeys()) {
                try {
                    if (key.isAcceptable()) greet((ServerSocketChannel) key.channel());
                    else if (key.isReadable()) hear(key);
                } catch (IOException e) {
                    leave(key);
                }
            }
            sel.selectedKeys().clear();
        }
    }

    private void greet(ServerSocketChannel door) throws IOException {
        SocketChannel c = door.accept();
        if (c == null) return;
        try {
            c.configureBlocking(false);
            c.register(sel, SelectionKey.OP_READ);
        } catch (IOException e) {
            c.close();
        }
    }

    private void hear(SelectionKey key) throws IOException {
        in.clear();
        if (((SocketChannel) key.channel()).read(in) < 0) {
            leave(key);
            return;
        }
        in.flip();
        System.out.println(in.remaining());
    }

    private void leave(SelectionKey key) {
        try {
            if (!(key.channel() instanceof ServerSocketChannel)) key.channel().close();
        } catch (IOException ignored) {
        }
    }
}
