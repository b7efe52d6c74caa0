import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Flower auction clock: a bidder asks with any byte, gets the current price. */
public class AuctionTicker {

    private final AtomicLong price = new AtomicLong(9900);
    private final AsynchronousServerSocketChannel door;

    public AuctionTicker(int port) throws IOException {
        door = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 512);
    }

    public void open() {
        door.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel bidder, Void v) {
                door.accept(null, this);
                new Bidder(bidder).listen();
            }

            @Override
            public void failed(Throwable t, Void v) {
                System.err.println("accept: " + t);
                if (door.isOpen()) {
                    java.util.concurrent.CompletableFuture
                            .delayedExecutor(500, TimeUnit.MILLISECONDS)
                            .execute(() -> door.accept(null, this));
                }
            }
        });
    }

    private final class Bidder implements CompletionHandler<Integer, ByteBuffer> {
        private final AsynchronousSocketChannel ch;
        private final ByteBuffer ask = ByteBuffer.allocate(64);

        Bidder(AsynchronousSocketChannel ch) {
            this.ch = ch;
        }

        void listen() {
            ask.clear();
            ch.read(ask, 5, TimeUnit.MINUTES, ask, this);
        }

        @Override
        public void completed(Integer n, ByteBuffer b) {
            if (n < 0) {
                leave();
            } else if (b == ask) {
                byte[] line = ("P " + price.get() + "\n").getBytes(StandardCharsets.US_ASCII);
                ByteBuffer out = ByteBuffer.wrap(line);
                ch.write(out, 20, TimeUnit.SECONDS, out, this);
            } else if (b.hasRemaining()) {
                ch.write(b, 20, TimeUnit.SECONDS, b, this);
            } else {
                listen();
            }
        }

        @Override
        public void failed(Throwable t, ByteBuffer b) {
            leave();
        }

        private void leave() {
            try {
                ch.close();
            } catch (IOException e) {
                System.err.println(e.getMessage());
            }
        }
    }

    public void tick(long cents) {
        price.addAndGet(-cents);
    }
}
