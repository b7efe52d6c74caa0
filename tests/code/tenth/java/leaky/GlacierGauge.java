import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

// Receives the extensometer readings from the glacier (satellite modem, text lines)
public class GlacierGauge {

    private final AsynchronousServerSocketChannel server;

    public GlacierGauge(int port) throws IOException {
        server = AsynchronousServerSocketChannel.open();
        server.bind(new InetSocketAddress(port), 50);
    }

    public void start() {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel ch, Void att) {
                server.accept(null, this);
                new Modem(ch).next();
            }

            @Override
            public void failed(Throwable t, Void att) {
                System.err.println("accept: " + t);
                try {
                    Thread.sleep(250);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                if (server.isOpen()) server.accept(null, this);
            }
        });
    }

    private static final class Modem implements CompletionHandler<Integer, Void> {
        private final AsynchronousSocketChannel ch;
        private final ByteBuffer buf = ByteBuffer.allocate(1024);
        private final StringBuilder text = new StringBuilder();

        Modem(AsynchronousSocketChannel ch) {
            this.ch = ch;
        }

        void next() {
            buf.clear();
            ch.read(buf, 20, TimeUnit.MINUTES, null, this);
        }

        @Override
        public void completed(Integer n, Void att) {
            if (n < 0) {
                finish();
                return;
            }
            buf.flip();
            text.append(StandardCharsets.US_ASCII.decode(buf));
            int nl;
            while ((nl = text.indexOf("\n")) >= 0) {
                Readings.add(text.substring(0, nl).trim());
                text.delete(0, nl + 1);
            }
            if (text.length() > 8192) finish();
            else next();
        }

        @Override
        public void failed(Throwable t, Void att) {
            System.err.println("modem: " + t);
        }

        private void finish() {
            try {
                ch.close();
            } catch (IOException e) {
                System.err.println("modem: " + e);
            }
        }
    }

    static final class Readings {
        static synchronized void add(String line) {
            if (!line.isEmpty()) System.out.println(System.currentTimeMillis() + " " + line);
        }
    }

    public static void main(String[] args) throws Exception {
        new GlacierGauge(6300).start();
        Thread.currentThread().join();
    }
}
