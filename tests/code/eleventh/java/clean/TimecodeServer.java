package studio.framelock;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.TimeUnit;

/** Editing suites ask with one byte, we answer with the 8 byte house timecode. */
public class TimecodeServer {
    private final AsynchronousServerSocketChannel listener;
    private final HouseClock clock;

    public TimecodeServer(int port, HouseClock clock) throws IOException {
        this.clock = clock;
        this.listener = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 128);
    }

    public void start() {
        listener.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel ch, Void v) {
                listener.accept(null, this);
                try {
                    ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    new Suite(ch).ask();
                } catch (IOException e) {
                    shut(ch);
                }
            }

            @Override
            public void failed(Throwable t, Void v) {
                System.err.println("timecode accept: " + t);
                if (!listener.isOpen()) return;
                try {
                    Thread.sleep(250);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                listener.accept(null, this);
            }
        });
    }

    private static void shut(AsynchronousSocketChannel ch) {
        try {
            ch.close();
        } catch (IOException e) {
            System.err.println("timecode close: " + e);
        }
    }

    private final class Suite implements CompletionHandler<Integer, ByteBuffer> {
        private final AsynchronousSocketChannel ch;
        private final ByteBuffer question = ByteBuffer.allocate(1);

        Suite(AsynchronousSocketChannel ch) {
            this.ch = ch;
        }

        void ask() {
            question.clear();
            ch.read(question, 60, TimeUnit.SECONDS, question, this);
        }

        @Override
        public void completed(Integer n, ByteBuffer buf) {
            if (n < 0) {
                shut(ch);
            } else if (buf == question) {
                ByteBuffer answer = ByteBuffer.allocate(8).putLong(0, clock.frames());
                ch.write(answer, 5, TimeUnit.SECONDS, answer, this);
            } else if (buf.hasRemaining()) {
                ch.write(buf, 5, TimeUnit.SECONDS, buf, this);
            } else {
                ask();
            }
        }

        @Override
        public void failed(Throwable t, ByteBuffer buf) {
            shut(ch);   // timeouts come here too
        }
    }

    public interface HouseClock {
        long frames();
    }
}
