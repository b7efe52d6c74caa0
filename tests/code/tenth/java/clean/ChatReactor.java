import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

// line chat for the allotment association, one thread
final class ChatReactor {
    private static final int MAX_PENDING = 200;
    private final Selector sel;
    private final ServerSocketChannel ssc;

    private static final class Member {
        final ByteBuffer in = ByteBuffer.allocate(2048);
        final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
        long last = System.nanoTime();
    }

    ChatReactor(int port) throws IOException {
        sel = Selector.open();
        ssc = ServerSocketChannel.open();
        ssc.bind(new InetSocketAddress(port), 128).configureBlocking(false);
        ssc.register(sel, SelectionKey.OP_ACCEPT);
    }

    void loop() throws IOException, InterruptedException {
        while (true) {
            sel.select(10_000);
            List<SelectionKey> ready = new ArrayList<>(sel.selectedKeys());
            sel.selectedKeys().clear();
            for (SelectionKey k : ready) {
                try {
                    if (k.isValid() && k.isAcceptable()) welcome();
                    if (k.isValid() && k.isReadable()) listen(k);
                    if (k.isValid() && k.isWritable()) talk(k);
                } catch (IOException e) {
                    bye(k, e.getMessage());
                }
            }
            long old = System.nanoTime() - 1_800_000_000_000L;
            for (SelectionKey k : new ArrayList<>(sel.keys())) {
                if (k.isValid() && k.attachment() instanceof Member m && m.last - old < 0) bye(k, "asleep");
            }
        }
    }

    private void welcome() throws InterruptedException {
        SocketChannel c = null;
        try {
            c = ssc.accept();
            if (c == null) return;
            c.configureBlocking(false);
            c.setOption(StandardSocketOptions.TCP_NODELAY, true);
            c.register(sel, SelectionKey.OP_READ, new Member());
        } catch (IOException e) {
            System.err.println("welcome: " + e);
            if (c == null) Thread.sleep(200);
            else quiet(c);
        }
    }

    private void listen(SelectionKey k) throws IOException {
        Member m = (Member) k.attachment();
        if (((SocketChannel) k.channel()).read(m.in) < 0) {
            bye(k, "left");
            return;
        }
        m.last = System.nanoTime();
        int end = m.in.position() - 1;
        while (end >= 0 && m.in.get(end) != '\n') end--;
        if (end < 0) {
            if (!m.in.hasRemaining()) bye(k, "talks without end");
            return;
        }
        byte[] lines = new byte[end + 1];
        m.in.flip().get(lines);
        m.in.compact();
        for (SelectionKey o : new ArrayList<>(sel.keys())) {
            if (o == k || !o.isValid() || !(o.attachment() instanceof Member om)) continue;
            om.out.add(ByteBuffer.wrap(lines));
            if (om.out.size() > MAX_PENDING) bye(o, "does not read");
            else o.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    private void talk(SelectionKey k) throws IOException {
        Member m = (Member) k.attachment();
        while (!m.out.isEmpty()) {
            ((SocketChannel) k.channel()).write(m.out.peek());
            if (m.out.peek().hasRemaining()) return;
            m.out.remove();
        }
        k.interestOps(SelectionKey.OP_READ);
    }

    private void bye(SelectionKey k, String why) {
        System.out.println("bye: " + why);
        quiet((SocketChannel) k.channel());
    }

    private static void quiet(SocketChannel c) {
        try { c.close(); } catch (IOException e) { System.err.println(e); }
    }
}
