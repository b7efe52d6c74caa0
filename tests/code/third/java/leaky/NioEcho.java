package net.example.nio;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.Iterator;
import java.util.concurrent.locks.LockSupport;

public class NioEcho implements Runnable {
    private final Selector selector;
    private final ServerSocketChannel server;

    public NioEcho(int port) throws IOException {
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(port), 256);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                selector.select();
                Iterator<SelectionKey> it = selector.selectedKeys().iterator();
                while (it.hasNext()) {
                    SelectionKey key = it.next();
                    it.remove();
                    if (!key.isValid()) continue;
                    if (key.isAcceptable()) accept();
                    else if (key.isReadable()) read(key);
                }
            } catch (IOException e) {
                e.printStackTrace();
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel ch;
        try {
            ch = server.accept();
        } catch (IOException e) {
            LockSupport.parkNanos(100_000_000L);    // most likely out of descriptors
            return;
        }
        if (ch == null) return;
        ch.configureBlocking(false);
        ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        ch.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(8192));
    }

    private void read(SelectionKey key) {
        SocketChannel ch = (SocketChannel) key.channel();
        ByteBuffer buf = (ByteBuffer) key.attachment();
        try {
            int n = ch.read(buf);
            if (n == -1) {
                key.cancel();
                return;
            }
            buf.flip();
            Echo.enqueue(key, buf);
            buf.compact();
        } catch (IOException e) {
            key.cancel();
            try { ch.close(); } catch (IOException ignored) { }
        }
    }
}
