package com.gamelobby.chat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.*;

public class ChatReactor implements Runnable {

    private static class Player {
        final ByteBuffer in = ByteBuffer.allocate(4096);
        final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
        int queued;
    }

    private static final int MAX_QUEUED = 256 * 1024;
    private final Selector sel;

    public ChatReactor(int port) throws IOException {
        sel = Selector.open();
        ServerSocketChannel door = ServerSocketChannel.open();
        door.bind(new InetSocketAddress(port), 1024);
        door.configureBlocking(false);
        door.register(sel, SelectionKey.OP_ACCEPT);
    }

    public void run() {
        while (sel.isOpen()) {
            try {
                sel.select();
            } catch (IOException e) { throw new java.io.UncheckedIOException(e); }
            Set<SelectionKey> ready = sel.selectedKeys();
            for (SelectionKey k : ready) {
                try {
                    if (k.isValid() && k.isAcceptable()) welcome((ServerSocketChannel) k.channel());
                    if (k.isValid() && k.isReadable()) read(k);
                    if (k.isValid() && k.isWritable()) flush(k);
                } catch (IOException e) {
                    part(k);
                }
            }
            ready.clear();
        }
    }

    private void welcome(ServerSocketChannel door) throws IOException {
        SocketChannel c;
        try {
            c = door.accept();
        } catch (IOException e) {
            System.err.println("accept: " + e); // most likely out of descriptors, give it some air
            java.util.concurrent.locks.LockSupport.parkNanos(200_000_000L);
            return;
        }
        if (c == null) return;
        try {
            c.configureBlocking(false);
            c.setOption(StandardSocketOptions.TCP_NODELAY, true);
            c.register(sel, SelectionKey.OP_READ, new Player());
        } catch (IOException e) {
            c.close();
        }
    }

    private void read(SelectionKey k) throws IOException {
        Player p = (Player) k.attachment();
        int n = ((SocketChannel) k.channel()).read(p.in);
        if (n < 0) {
            part(k);
            return;
        }
        p.in.flip();
        byte[] line = new byte[p.in.remaining()];
        p.in.get(line);
        p.in.clear();
        for (SelectionKey other : new ArrayList<>(sel.keys())) {
            if (other != k && other.isValid() && other.attachment() instanceof Player) say(other, line);
        }
    }

    private void say(SelectionKey k, byte[] line) {
        Player p = (Player) k.attachment();
        if (p.queued + line.length > MAX_QUEUED) {
            part(k); // cannot follow the conversation any more
            return;
        }
        p.out.add(ByteBuffer.wrap(line));
        p.queued += line.length;
        k.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    private void flush(SelectionKey k) throws IOException {
        Player p = (Player) k.attachment();
        while (!p.out.isEmpty()) {
            ByteBuffer b = p.out.peek();
            p.queued -= ((SocketChannel) k.channel()).write(b);
            if (b.hasRemaining()) return;
            p.out.poll();
        }
        k.interestOps(SelectionKey.OP_READ);
    }

    private void part(SelectionKey k) {
        try {
            if (!(k.channel() instanceof ServerSocketChannel)) k.channel().close();
        } catch (IOException ignored) { }
    }
}
