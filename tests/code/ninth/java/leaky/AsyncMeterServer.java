package grid.meters;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.concurrent.TimeUnit;

public class AsyncMeterServer {

    private final AsynchronousServerSocketChannel listener;
    private final ReadingStore store;

    public AsyncMeterServer(int port, ReadingStore store) throws IOException {
        this.store = store;
        this.listener = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 1000);
    }

    public void start() {
        listener.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override public void completed(AsynchronousSocketChannel ch, Void v) {
                listener.accept(null, this);
                try {
                    ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                } catch (IOException e) {
                    shut(ch);
                    return;
                }
                readMore(ch, ByteBuffer.allocate(1024));
            }

            @Override public void failed(Throwable t, Void v) {
                System.err.println("accept failed: " + t);
                if (listener.isOpen()) {
                    java.util.concurrent.CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                            .execute(() -> listener.accept(null, this));
                }
            }
        });
    }

    private void readMore(AsynchronousSocketChannel ch, ByteBuffer buf) {
        ch.read(buf, 5, TimeUnit.MINUTES, buf, new CompletionHandler<Integer, ByteBuffer>() {
            @Override public void completed(Integer n, ByteBuffer b) {
                if (n < 0) {
                    store.flush();
                    return;
                }
                b.flip();
                while (b.remaining() >= 16) {
                    store.put(b.getLong(), b.getDouble());
                }
                b.compact();
                readMore(ch, b);
            }

            @Override public void failed(Throwable t, ByteBuffer b) {
                System.err.println("meter read: " + t);
                shut(ch);
            }
        });
    }

    private static void shut(AsynchronousSocketChannel ch) {
        try {
            ch.close();
        } catch (IOException e) {
            System.err.println("close: " + e);
        }
    }

    public interface ReadingStore {
        void put(long meter, double kwh);

        void flush();
    }
}
