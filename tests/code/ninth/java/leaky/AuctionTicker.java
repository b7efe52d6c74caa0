package bid.ticker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.nio.charset.StandardCharsets;
import java.util.*;

// Pushes the current price of every lot to the screens in the sale room.
class AuctionTicker {
    private final Selector sel;
    private final ServerSocketChannel listen;
    private final Map<SelectionKey, ArrayDeque<ByteBuffer>> outbox = new HashMap<>();

    AuctionTicker(int port) throws IOException {
        sel = Selector.open();
        listen = ServerSocketChannel.open();
        listen.configureBlocking(false);
        listen.bind(new InetSocketAddress(port), 200);
        listen.register(sel, SelectionKey.OP_ACCEPT);
    }

    void loop() throws IOException {
        ByteBuffer scratch = ByteBuffer.allocate(4096);
        for (;;) {
            sel.select(1000);
            Iterator<SelectionKey> it = sel.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey k = it.next();
                it.remove();
                if (k.isAcceptable()) {
                    SocketChannel screen = listen.accept();
                    if (screen == null) continue;
                    screen.configureBlocking(false);
                    screen.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    screen.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    outbox.put(screen.register(sel, SelectionKey.OP_READ), new ArrayDeque<>());
                    continue;
                }
                try {
                    if (k.isReadable()) {
                        scratch.clear();
                        int n = ((SocketChannel) k.channel()).read(scratch);
                        if (n == -1) {
                            System.out.println("screen off: " + k.channel());
                            outbox.remove(k);
                            k.cancel();
                            continue;
                        }
                    }
                    if (k.isValid() && k.isWritable()) flush(k);
                } catch (IOException e) {
                    System.err.println("screen lost: " + e.getMessage());
                    outbox.remove(k);
                    k.channel().close();
                }
            }
        }
    }

    void price(int lot, long cents) {
        byte[] msg = ("LOT " + lot + " " + cents + "\n").getBytes(StandardCharsets.US_ASCII);
        outbox.forEach((k, q) -> {
            if (q.size() > 500) return;     // slow screen, it'll catch up with the next price
            q.add(ByteBuffer.wrap(msg));
            if (k.isValid()) k.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        });
    }

    private void flush(SelectionKey k) throws IOException {
        ArrayDeque<ByteBuffer> q = outbox.get(k);
        while (!q.isEmpty()) {
            ((SocketChannel) k.channel()).write(q.peek());
            if (q.peek().hasRemaining()) return;
            q.poll();
        }
        k.interestOps(SelectionKey.OP_READ);
    }
}
