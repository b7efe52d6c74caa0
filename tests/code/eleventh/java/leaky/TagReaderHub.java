package com.harbourlog.rfid;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Container gate readers push 12 byte tag records, nothing goes back. */
public class TagReaderHub implements Runnable {
    private static final Logger LOG = Logger.getLogger("rfid");
    private static final int RECORD = 12;

    private final Selector selector;
    private final TagSink sink;

    public TagReaderHub(int port, TagSink sink) throws IOException {
        this.sink = sink;
        this.selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(port), 256);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                selector.select(1000);
            } catch (IOException e) {
                LOG.log(Level.SEVERE, "select", e);
                return;
            }
            for (Iterator<SelectionKey> it = selector.selectedKeys().iterator(); it.hasNext(); ) {
                SelectionKey key = it.next();
                it.remove();
                try {
                    if (key.isAcceptable()) {
                        accept((ServerSocketChannel) key.channel());
                    } else if (key.isReadable()) {
                        read(key);
                    }
                } catch (IOException e) {
                    LOG.log(Level.WARNING, "reader gone: {0}", e.getMessage());
                    closeQuietly(key);
                }
            }
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        SocketChannel ch = null;
        try {
            ch = server.accept();
            if (ch == null) return;
            ch.configureBlocking(false);
            ch.socket().setKeepAlive(true);
            ch.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(RECORD * 64));
        } catch (IOException e) {
            LOG.log(Level.SEVERE, "accept", e);
            if (ch != null) ch.close();
            else LockSupport.parkNanos(200_000_000L);
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel ch = (SocketChannel) key.channel();
        ByteBuffer buf = (ByteBuffer) key.attachment();
        int n = ch.read(buf);
        if (n == -1) {
            LOG.info("reader " + ch.getRemoteAddress() + " signed off");
            key.cancel();
            return;
        }
        buf.flip();
        while (buf.remaining() >= RECORD) {
            byte[] rec = new byte[RECORD];
            buf.get(rec);
            sink.tag(rec);
        }
        buf.compact();
    }

    private static void closeQuietly(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException ignored) {
        }
    }

    public interface TagSink {
        void tag(byte[] record);
    }
}
