package fin.ledger;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.*;

/** Replication endpoint: length-prefixed entries in, 8-byte acks out. One thread. */
public final class LedgerNode {
    private static final long IDLE_NS = 90_000_000_000L;

    private static final class Peer {
        final ByteBuffer in = ByteBuffer.allocate(64 << 10);
        final ArrayDeque<ByteBuffer> out = new ArrayDeque<>();
        long touched = System.nanoTime();
        boolean eof;
    }

    private final Selector sel = Selector.open();
    private final Journal journal;

    public interface Journal { long append(ByteBuffer entry); }

    public LedgerNode(Journal j) throws IOException { journal = j; }

    public void serve(InetSocketAddress at) throws IOException {
        try (ServerSocketChannel srv = ServerSocketChannel.open()) {
            srv.bind(at, 256).configureBlocking(false);
            srv.register(sel, SelectionKey.OP_ACCEPT);
            long sweepAt = System.nanoTime();
            while (!Thread.interrupted()) {
                sel.select(this::dispatch, 5_000);
                if (System.nanoTime() - sweepAt > 10_000_000_000L) {
                    sweep();
                    sweepAt = System.nanoTime();
                }
            }
        } finally {
            for (SelectionKey k : sel.keys()) drop(k);
            sel.close();
        }
    }

    private void dispatch(SelectionKey k) {
        try {
            if (k.isAcceptable()) { welcome((ServerSocketChannel) k.channel()); return; }
            Peer p = (Peer) k.attachment();
            p.touched = System.nanoTime();
            if (k.isReadable()) readSome(k, p);
            if (!p.out.isEmpty()) flush(k, p);
            if (p.eof && p.out.isEmpty()) drop(k);
        } catch (IOException | IllegalStateException e) {
            drop(k);
        }
    }

    private void welcome(ServerSocketChannel srv) {
        SocketChannel c = null;
        try {
            c = srv.accept();
            if (c == null) return;
            c.configureBlocking(false);
            c.setOption(StandardSocketOptions.TCP_NODELAY, true);
            c.register(sel, SelectionKey.OP_READ, new Peer());
            c = null;
        } catch (IOException e) {
            System.err.println("accept: " + e);
            // EMFILE and friends: give the sweeper a moment instead of turning on the spot
            try { Thread.sleep(50); } catch (InterruptedException i) { Thread.currentThread().interrupt(); }
        } finally {
            if (c != null) try { c.close(); } catch (IOException ignored) { }
        }
    }

    private void readSome(SelectionKey k, Peer p) throws IOException {
        int n = ((SocketChannel) k.channel()).read(p.in);
        p.in.flip();
        while (p.in.remaining() >= 4) {
            int len = p.in.getInt(p.in.position());
            if (len <= 0 || len > p.in.capacity() - 4) throw new IOException("frame " + len);
            if (p.in.remaining() < 4 + len) break;
            if (p.out.size() > 10_000) throw new IOException("peer doesn't fetch its acks");
            p.in.getInt();
            ByteBuffer entry = p.in.slice().limit(len);
            p.in.position(p.in.position() + len);
            p.out.add(ByteBuffer.allocate(8).putLong(journal.append(entry)).flip());
        }
        p.in.compact();
        if (n < 0) { p.eof = true; k.interestOps(k.interestOps() & ~SelectionKey.OP_READ); }
    }

    private void flush(SelectionKey k, Peer p) throws IOException {
        SocketChannel c = (SocketChannel) k.channel();
        while (!p.out.isEmpty()) {
            c.write(p.out.toArray(new ByteBuffer[0]));
            while (!p.out.isEmpty() && !p.out.peek().hasRemaining()) p.out.poll();
            if (!p.out.isEmpty()) { k.interestOpsOr(SelectionKey.OP_WRITE); return; }
        }
        k.interestOpsAnd(~SelectionKey.OP_WRITE);
    }

    private void sweep() {
        for (SelectionKey k : sel.keys())
            if (k.attachment() instanceof Peer p && System.nanoTime() - p.touched > IDLE_NS) drop(k);
    }

    private static void drop(SelectionKey k) {
        k.cancel();
        try { k.channel().close(); } catch (IOException ignored) { }
    }
}
