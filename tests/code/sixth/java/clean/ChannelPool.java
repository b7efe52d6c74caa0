package rpc.pool;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

public class ChannelPool implements AutoCloseable {
    public interface Call<T> { T on(SocketChannel ch) throws IOException; }

    private record Idle(SocketChannel ch, long since) {}

    private final InetSocketAddress peer;
    private final Semaphore permits;
    private final LinkedBlockingDeque<Idle> idle = new LinkedBlockingDeque<>();
    private volatile boolean closed;

    public ChannelPool(InetSocketAddress peer, int max) {
        this.peer = peer;
        this.permits = new Semaphore(max);
    }

    public <T> T with(Call<T> call) throws IOException, InterruptedException, TimeoutException {
        if (!permits.tryAcquire(2, TimeUnit.SECONDS)) throw new TimeoutException("pool of " + peer);
        SocketChannel ch = null;
        boolean reusable = false;
        try {
            ch = borrow();
            T out = call.on(ch);
            reusable = true;
            return out;
        } finally {
            try {
                if (reusable && !closed) idle.addFirst(new Idle(ch, System.nanoTime()));
                else if (ch != null) ch.close();
            } finally {
                permits.release();
            }
            if (closed) drain();
        }
    }

    private SocketChannel borrow() throws IOException {
        for (Idle i; (i = idle.pollFirst()) != null;) {
            if (System.nanoTime() - i.since() < TimeUnit.SECONDS.toNanos(40) && quiet(i.ch())) return i.ch();
            i.ch().close();
        }
        SocketChannel ch = SocketChannel.open();
        try {
            ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            ch.socket().connect(peer, 1500);
            return ch;
        } catch (IOException | RuntimeException e) {
            ch.close();
            throw e;
        }
    }

    /** An idle connection has nothing to read: neither data nor the end. */
    private static boolean quiet(SocketChannel ch) {
        try {
            ch.configureBlocking(false);
            int n = ch.read(ByteBuffer.allocate(1));
            ch.configureBlocking(true);
            return n == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void drain() throws IOException {
        for (Idle i; (i = idle.pollFirst()) != null;) i.ch().close();
    }

    @Override public void close() throws IOException {
        closed = true;
        drain();
    }
}
