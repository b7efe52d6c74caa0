package lab.sync;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers each 8 byte nonce with nonce + nanotime. Asynchronous channels all the way. */
public class AsyncTimeServer {
    private static final int LIMIT = 2000;
    private final AsynchronousServerSocketChannel server;
    private final AtomicInteger open = new AtomicInteger();

    public AsyncTimeServer(int port) throws IOException {
        server = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 511);
    }

    public void start() {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel ch, Void a) {
                // above the limit we accept the next one only when somebody has gone
                boolean more = open.incrementAndGet() < LIMIT;
                new Client(ch).begin();
                if (more) server.accept(null, this);
            }

            @Override
            public void failed(Throwable t, Void a) {
                if (t instanceof ClosedChannelException) return;
                System.err.println("accept: " + t);
                java.util.concurrent.CompletableFuture
                        .delayedExecutor(250, TimeUnit.MILLISECONDS)
                        .execute(() -> server.accept(null, this));
            }
        });
    }

    private final class Client implements CompletionHandler<Integer, Boolean> {
        private final AsynchronousSocketChannel ch;
        private final ByteBuffer b = ByteBuffer.allocate(16);

        Client(AsynchronousSocketChannel ch) {
            this.ch = ch;
        }

        void begin() {
            try {
                ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
                read();
            } catch (IOException e) {
                finish();
            }
        }

        private void read() {
            b.clear().limit(8);
            ch.read(b, 60, TimeUnit.SECONDS, Boolean.TRUE, this);
        }

        @Override
        public void completed(Integer n, Boolean reading) {
            if (n < 0) {
                finish();
            } else if (b.hasRemaining()) {
                if (reading) ch.read(b, 5, TimeUnit.SECONDS, true, this);
                else ch.write(b, 5, TimeUnit.SECONDS, false, this);
            } else if (reading) {
                b.limit(16).position(8);
                b.putLong(System.nanoTime()).flip();
                ch.write(b, 5, TimeUnit.SECONDS, false, this);
            } else {
                read();
            }
        }

        @Override
        public void failed(Throwable t, Boolean reading) {
            finish();
        }

        private void finish() {
            try {
                ch.close();
            } catch (IOException e) {
                System.err.println("close: " + e);
            }
            if (open.getAndDecrement() == LIMIT) start();
        }
    }
}
