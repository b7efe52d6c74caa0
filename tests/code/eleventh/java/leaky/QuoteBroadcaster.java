package com.minexch.md;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Commodity quotes to desks. Text protocol, "symbol|bid|ask\n"; whole book on connect. */
public class QuoteBroadcaster {
    private final BlockingQueue<String> updates = new LinkedBlockingQueue<>();
    private final List<SocketChannel> desks = new ArrayList<>();
    private final Book book;

    public QuoteBroadcaster(Book book) {
        this.book = book;
    }

    public void publish(String quote) {
        updates.add(quote);
    }

    public void loop(int port) throws IOException {
        try (Selector sel = Selector.open(); ServerSocketChannel ssc = ServerSocketChannel.open()) {
            ssc.bind(new InetSocketAddress(port), 128);
            ssc.configureBlocking(false);
            ssc.register(sel, SelectionKey.OP_ACCEPT);
            ByteBuffer trash = ByteBuffer.allocate(512);

            while (!Thread.currentThread().isInterrupted()) {
                sel.select(20);
                for (SelectionKey k : sel.selectedKeys()) {
                    if (k.isAcceptable()) {
                        SocketChannel ch = ssc.accept();
                        if (ch == null) continue;
                        ch.configureBlocking(false);
                        ch.socket().setTcpNoDelay(true);
                        ch.register(sel, SelectionKey.OP_READ);
                        desks.add(ch);
                        send(ch, book.snapshot());
                    } else if (k.isValid() && k.isReadable()) {
                        SocketChannel ch = (SocketChannel) k.channel();
                        trash.clear();
                        try {
                            if (ch.read(trash) < 0) drop(ch);
                        } catch (IOException e) {
                            drop(ch);
                        }
                    }
                }
                sel.selectedKeys().clear();

                String q;
                while ((q = updates.poll()) != null) {
                    for (SocketChannel ch : new ArrayList<>(desks)) send(ch, q);
                }
            }
        } finally {
            for (SocketChannel ch : new ArrayList<>(desks)) drop(ch);
        }
    }

    private void send(SocketChannel ch, String text) {
        ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        try {
            ch.write(out);
        } catch (IOException e) {
            drop(ch);
        }
    }

    private void drop(SocketChannel ch) {
        desks.remove(ch);
        try {
            ch.close();
        } catch (IOException ignore) {
        }
    }

    public interface Book {
        String snapshot();
    }
}
