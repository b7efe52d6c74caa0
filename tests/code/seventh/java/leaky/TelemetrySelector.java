package io.gridpulse.ingest;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;

public final class TelemetrySelector implements Runnable {
    private final Selector selector;
    private final ServerSocketChannel acceptor;
    private final BlockingQueue<byte[]> sink;
    private volatile boolean running = true;

    public TelemetrySelector(int port, BlockingQueue<byte[]> sink) throws IOException {
        this.sink = sink;
        selector = Selector.open();
        acceptor = ServerSocketChannel.open();
        acceptor.bind(new InetSocketAddress(port), 1024);
        acceptor.configureBlocking(false);
        acceptor.register(selector, SelectionKey.OP_ACCEPT);
    }

    @Override public void run() {
        while (running) {
            try {
                selector.select(500);
            } catch (IOException e) {
                System.err.println("select: " + e);
                break;
            }
            for (Iterator<SelectionKey> it = selector.selectedKeys().iterator(); it.hasNext(); ) {
                SelectionKey k = it.next();
                it.remove();
                if (!k.isValid()) continue;
                try {
                    if (k.isAcceptable()) onAccept();
                    else if (k.isReadable()) onRead(k);
                } catch (IOException e) {
                    System.err.println("meter gone: " + e.getMessage());
                    quiet(k.channel());
                }
            }
        }
        for (SelectionKey k : selector.keys()) quiet(k.channel());
    }

    private static void quiet(Channel c) {
        try { c.close(); } catch (IOException ignore) { }
    }

    private void onAccept() throws IOException {
        SocketChannel meter = acceptor.accept();
        if (meter == null) return;
        try {
            meter.configureBlocking(false);
            meter.socket().setKeepAlive(true);
            meter.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(8192));
        } catch (IOException e) {
            System.err.println("setup of " + meter + ": " + e);
            quiet(meter);
        }
    }

    private void onRead(SelectionKey k) throws IOException {
        SocketChannel ch = (SocketChannel) k.channel();
        ByteBuffer in = (ByteBuffer) k.attachment();
        int n = ch.read(in);
        if (n < 0) {
            flushFrames(in);
            k.attach(null);
            k.cancel();
            return;
        }
        flushFrames(in);
        if (!in.hasRemaining()) throw new IOException("frame larger than 8k");
    }

    private void flushFrames(ByteBuffer in) {
        in.flip();
        while (in.remaining() >= 2) {
            int len = in.getShort(in.position()) & 0xffff;
            if (in.remaining() < 2 + len) break;
            byte[] frame = new byte[len];
            in.getShort();
            in.get(frame);
            if (!sink.offer(frame)) System.err.println("sink full, dropping frame of " + len);
        }
        in.compact();
    }

    public void stop() { running = false; selector.wakeup(); }
}
