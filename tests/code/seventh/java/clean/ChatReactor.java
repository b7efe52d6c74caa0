package net.plauderei.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.*;

public class ChatReactor {
    private static final int MAX_BACKLOG = 256;

    private final Selector sel = Selector.open();
    private final Set<Member> members = new HashSet<>();

    private final SelectionKey door;

    public ChatReactor(int port) throws IOException {
        ServerSocketChannel srv = ServerSocketChannel.open();
        srv.bind(new InetSocketAddress(port), 511).configureBlocking(false);
        door = srv.register(sel, SelectionKey.OP_ACCEPT);
    }

    private final class Member {
        final SocketChannel ch;
        final SelectionKey key;
        final ByteBuffer in = ByteBuffer.allocate(4096);
        final Deque<ByteBuffer> out = new ArrayDeque<>();

        Member(SocketChannel ch) throws IOException {
            this.ch = ch;
            ch.configureBlocking(false);
            ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            key = ch.register(sel, SelectionKey.OP_READ, this);
        }

        void send(ByteBuffer b) {
            if (out.size() >= MAX_BACKLOG) { leave("too slow"); return; }
            out.add(b);
            key.interestOpsOr(SelectionKey.OP_WRITE);
        }

        void pump() throws IOException {
            for (ByteBuffer b; (b = out.peek()) != null; out.remove()) {
                ch.write(b);
                if (b.hasRemaining()) return;
            }
            key.interestOps(SelectionKey.OP_READ);
        }

        void pull(List<Member> all) throws IOException {
            if (ch.read(in) < 0) { leave("bye"); return; }
            in.flip();
            byte[] said = new byte[in.remaining()];
            in.get(said);
            in.clear();
            for (Member m : all) if (m != this && m.key.isValid()) m.send(ByteBuffer.wrap(said));
        }

        void leave(String why) {
            members.remove(this);
            out.clear();
            try { ch.close(); } catch (IOException e) { System.err.println(e); }
            System.out.println("left (" + why + "), " + members.size() + " here");
        }
    }

    public void loop() throws IOException {
        while (sel.isOpen()) {
            sel.select(1000);
            door.interestOps(SelectionKey.OP_ACCEPT);
            Iterator<SelectionKey> it = sel.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey k = it.next();
                it.remove();
                if (!k.isValid()) continue;
                if (k.isAcceptable()) { greet((ServerSocketChannel) k.channel()); continue; }
                Member m = (Member) k.attachment();
                try {
                    if (k.isReadable()) m.pull(new ArrayList<>(members));
                    if (k.isValid() && k.isWritable()) m.pump();
                } catch (IOException e) {
                    m.leave(e.getMessage());
                }
            }
        }
    }

    private void greet(ServerSocketChannel srv) throws IOException {
        for (;;) {
            SocketChannel c;
            try {
                c = srv.accept();
            } catch (IOException e) {
                System.err.println("accept, pausing: " + e);
                door.interestOps(0);
                return;
            }
            if (c == null) return;
            try {
                members.add(new Member(c));
            } catch (IOException e) {
                c.close();
            }
        }
    }
}
