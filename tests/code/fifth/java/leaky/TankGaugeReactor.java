package de.tankfarm.gauge;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.function.BiConsumer;

/** Level gauges of the tank farm. 6 byte records: tank (2), millimetres (4). */
public final class TankGaugeReactor implements Runnable {
    private final Selector selector;
    private final BiConsumer<Integer, Integer> onLevel;
    private volatile boolean running = true;

    public TankGaugeReactor(int port, BiConsumer<Integer, Integer> onLevel) throws IOException {
        this.onLevel = onLevel;
        selector = Selector.open();
        ServerSocketChannel ssc = ServerSocketChannel.open();
        ssc.bind(new InetSocketAddress(port), 200);
        ssc.configureBlocking(false);
        ssc.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override public void run() {
        while (running) {
            try {
                selector.select(1000);
            } catch (IOException e) {
                e.printStackTrace();
                return;
            }
            for (Iterator<SelectionKey> it = selector.selectedKeys().iterator(); it.hasNext(); ) {
                SelectionKey key = it.next();
                it.remove();
                if (!key.isValid()) continue;
                if (key.isAcceptable()) accept((ServerSocketChannel) key.channel());
                else if (key.isReadable()) read(key);
            }
        }
    }

    private void accept(ServerSocketChannel ssc) {
        SocketChannel ch = null;
        try {
            ch = ssc.accept();
            if (ch == null) return;
            ch.configureBlocking(false);
            ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            ch.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(6 * 64));
        } catch (IOException e) {
            System.err.println("gauge: " + e);
            close(ch);
            try { Thread.sleep(50); } catch (InterruptedException i) { running = false; }
        }
    }

    private void read(SelectionKey key) {
        SocketChannel ch = (SocketChannel) key.channel();
        ByteBuffer b = (ByteBuffer) key.attachment();
        try {
            int n = ch.read(b);
            if (n < 0) {
                System.out.println("gauge ended: " + ch.getRemoteAddress());
                key.cancel();
                return;
            }
            b.flip();
            while (b.remaining() >= 6) onLevel.accept((int) b.getShort(), b.getInt());
            b.compact();
        } catch (IOException e) {
            key.cancel();
            close(ch);
        }
    }

    private static void close(SocketChannel ch) {
        try { if (ch != null) ch.close(); } catch (IOException ignored) { }
    }

    public void stop() { running = false; selector.wakeup(); }
}
