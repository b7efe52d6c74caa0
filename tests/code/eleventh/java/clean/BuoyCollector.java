package org.tidewatch.collect;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** Buoys send 32 byte samples; each is answered with its 4 byte sequence number. */
public final class BuoyCollector {
    private static final int SAMPLE = 32;
    private static final long SILENCE_NANOS = 10L * 60 * 1_000_000_000L;

    private static final class Line {
        final ByteBuffer in = ByteBuffer.allocate(SAMPLE * 128);
        final Deque<ByteBuffer> out = new ArrayDeque<>();
        long heard = System.nanoTime();
    }

    private final SampleLog samples;

    public BuoyCollector(SampleLog samples) { this.samples = samples; }

    public void run(int port) throws IOException {
        Selector sel = Selector.open();
        ServerSocketChannel srv = ServerSocketChannel.open();
        try {
            srv.bind(new InetSocketAddress(port), 200);
            srv.configureBlocking(false);
            srv.register(sel, SelectionKey.OP_ACCEPT);
            while (!Thread.currentThread().isInterrupted()) {
                sel.select(5_000);
                for (SelectionKey k : sel.selectedKeys()) {
                    if (!k.isValid()) continue;
                    if (k.isAcceptable()) {
                        admit(sel, srv);
                        continue;
                    }
                    try {
                        if (k.isReadable()) read(k);
                        if (k.isValid() && k.isWritable()) flush(k);
                    } catch (IOException e) {
                        System.err.println("buoy line: " + e.getMessage());
                        k.channel().close();
                    }
                }
                sel.selectedKeys().clear();
                dropSilent(sel);
            }
        } finally {
            for (SelectionKey k : sel.keys()) k.channel().close();
            srv.close();
            sel.close();
        }
    }

    private static void admit(Selector sel, ServerSocketChannel srv) throws IOException {
        SocketChannel ch = srv.accept();
        if (ch == null) return;
        try {
            ch.configureBlocking(false);
            ch.socket().setTcpNoDelay(true);
            ch.register(sel, SelectionKey.OP_READ, new Line());
        } catch (IOException e) {
            ch.close();
        }
    }

    private void read(SelectionKey k) throws IOException {
        Line line = (Line) k.attachment();
        int n = ((SocketChannel) k.channel()).read(line.in);
        if (n < 0) { k.channel().close(); return; }
        line.heard = System.nanoTime();
        line.in.flip();
        while (line.in.remaining() >= SAMPLE) {
            byte[] s = new byte[SAMPLE];
            line.in.get(s);
            line.out.add(ByteBuffer.allocate(4).putInt(0, samples.store(s)));
        }
        line.in.compact();
        flush(k);
    }

    private static void flush(SelectionKey k) throws IOException {
        Line line = (Line) k.attachment();
        SocketChannel ch = (SocketChannel) k.channel();
        while (!line.out.isEmpty()) {
            ch.write(line.out.peek());
            if (line.out.peek().hasRemaining()) break;
            line.out.remove();
        }
        k.interestOps(line.out.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
    }

    private static void dropSilent(Selector sel) throws IOException {
        long now = System.nanoTime();
        for (SelectionKey k : sel.keys()) {
            if (k.attachment() instanceof Line l && now - l.heard > SILENCE_NANOS) k.channel().close();
        }
    }

    public interface SampleLog { int store(byte[] sample); }
}
