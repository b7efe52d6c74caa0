import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

public class ChatNio {
    static final int MAX_BACKLOG = 500;

    static class Member {
        final ByteBuffer in = ByteBuffer.allocate(2048);
        final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
    }

    private final Selector selector = Selector.open();

    ChatNio() throws IOException {
    }

    void run(int port) throws IOException, InterruptedException {
        try (ServerSocketChannel ssc = ServerSocketChannel.open()) {
            ssc.bind(new InetSocketAddress(port), 511);
            ssc.configureBlocking(false);
            ssc.register(selector, SelectionKey.OP_ACCEPT);
            while (ssc.isOpen()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (!key.isValid()) continue;
                    if (key.isAcceptable()) {
                        welcome(ssc);
                        continue;
                    }
                    try {
                        if (key.isReadable()) read(key);
                        if (key.isValid() && key.isWritable()) drain(key);
                    } catch (IOException e) {
                        bye(key);
                    }
                }
                selector.selectedKeys().clear();
            }
        }
    }

    private void welcome(ServerSocketChannel ssc) throws InterruptedException {
        SocketChannel ch = null;
        try {
            ch = ssc.accept();
            if (ch == null) return;
            ch.configureBlocking(false);
            ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            ch.register(selector, SelectionKey.OP_READ, new Member());
        } catch (IOException e) {
            System.err.println("welcome: " + e);
            if (ch != null) {
                try { ch.close(); } catch (IOException x) { }
            }
            Thread.sleep(50); // out of descriptors most likely
        }
    }

    private void read(SelectionKey key) throws IOException {
        Member m = (Member) key.attachment();
        int n = ((SocketChannel) key.channel()).read(m.in);
        if (n == -1) {
            bye(key);
            return;
        }
        m.in.flip();
        byte[] text = new byte[m.in.remaining()];
        m.in.get(text);
        m.in.clear();
        for (SelectionKey other : selector.keys()) {
            if (!other.isValid() || !(other.attachment() instanceof Member)) continue;
            Member o = (Member) other.attachment();
            if (o.out.size() >= MAX_BACKLOG) {
                bye(other);
                continue;
            }
            o.out.add(ByteBuffer.wrap(text));
            other.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    private void drain(SelectionKey key) throws IOException {
        Member m = (Member) key.attachment();
        SocketChannel ch = (SocketChannel) key.channel();
        while (!m.out.isEmpty()) {
            ch.write(m.out.peek());
            if (m.out.peek().hasRemaining()) return;
            m.out.poll();
        }
        key.interestOps(SelectionKey.OP_READ);
    }

    private void bye(SelectionKey key) {
        key.cancel();
        try { key.channel().close(); } catch (IOException e) { System.err.println("bye: " + e); }
    }
}
