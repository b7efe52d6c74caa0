package hydro.sounder;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.InterruptedByTimeoutException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Boats send depth pings (12 bytes), each is answered with the correction in cm. */
public class EchoSounder {

    private final AsynchronousServerSocketChannel port;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

    public EchoSounder(int tcpPort) throws IOException {
        AsynchronousChannelGroup g = AsynchronousChannelGroup.withFixedThreadPool(4, Executors.defaultThreadFactory());
        port = AsynchronousServerSocketChannel.open(g).bind(new InetSocketAddress(tcpPort), 100);
    }

    public void accept() {
        port.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel boat, Void v) {
                accept();
                new Boat(boat).begin();
            }

            @Override
            public void failed(Throwable t, Void v) {
                if (!port.isOpen()) return;
                System.err.println("accept: " + t);
                later.schedule(EchoSounder.this::accept, 300, TimeUnit.MILLISECONDS);
            }
        });
    }

    private static final class Boat {
        private final AsynchronousSocketChannel ch;
        private final ByteBuffer ping = ByteBuffer.allocate(12);
        private final ByteBuffer answer = ByteBuffer.allocate(4);

        Boat(AsynchronousSocketChannel ch) {
            this.ch = ch;
        }

        void begin() {
            try {
                ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
                read();
            } catch (IOException e) {
                over(e);
            }
        }

        void read() {
            ch.read(ping, 90, TimeUnit.SECONDS, this, new CompletionHandler<Integer, Boat>() {
                @Override
                public void completed(Integer n, Boat b) {
                    if (n < 0) b.over(null);
                    else if (b.ping.hasRemaining()) b.read();
                    else b.correct();
                }

                @Override
                public void failed(Throwable t, Boat b) {
                    b.over(t);
                }
            });
        }

        void correct() {
            ping.flip();
            int depth = ping.getInt(8);
            ping.clear();
            answer.clear().putInt(depth / 50).flip();
            write();
        }

        void write() {
            ch.write(answer, 15, TimeUnit.SECONDS, this, new CompletionHandler<Integer, Boat>() {
                @Override
                public void completed(Integer n, Boat b) {
                    if (b.answer.hasRemaining()) b.write();
                    else b.read();
                }

                @Override
                public void failed(Throwable t, Boat b) {
                    b.over(t);
                }
            });
        }

        void over(Throwable t) {
            if (t != null && !(t instanceof InterruptedByTimeoutException)) System.err.println("boat: " + t);
            try {
                ch.close();
            } catch (IOException e) {
                System.err.println("boat close: " + e);
            }
        }
    }
}
