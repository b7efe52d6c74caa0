package clinic.telemetry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Bedside ECG boxes stream samples; ward screens read them from {@link WardBoard}. */
public class EcgStreamServer {
    public interface WardBoard { void samples(int bed, ByteBuffer b); void flatline(int bed, Throwable why); }

    private final WardBoard board;
    private final AsynchronousServerSocketChannel server;

    public EcgStreamServer(int port, WardBoard board) throws IOException {
        this.board = board;
        var group = AsynchronousChannelGroup.withFixedThreadPool(4, Executors.defaultThreadFactory());
        server = AsynchronousServerSocketChannel.open(group).bind(new InetSocketAddress(port), 128);
        next();
    }

    private void next() {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override public void completed(AsynchronousSocketChannel ch, Void v) {
                next();
                try {
                    ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    new Bed(ch).read();
                } catch (IOException e) {
                    shut(ch);
                }
            }
            @Override public void failed(Throwable t, Void v) {
                System.err.println("accept: " + t);
                try { Thread.sleep(200); } catch (InterruptedException e) { return; }
                if (server.isOpen()) next();
            }
        });
    }

    private static void shut(AsynchronousSocketChannel ch) {
        try { ch.close(); } catch (IOException e) { /* nothing to do */ }
    }

    private final class Bed implements CompletionHandler<Integer, Void> {
        private final AsynchronousSocketChannel ch;
        private final ByteBuffer buf = ByteBuffer.allocateDirect(2048);
        private int number = -1;

        Bed(AsynchronousSocketChannel ch) { this.ch = ch; }

        void read() { ch.read(buf, 10, TimeUnit.SECONDS, null, this); }

        @Override public void completed(Integer n, Void v) {
            if (n < 0) {
                board.flatline(number, null);
                shut(ch);
                return;
            }
            buf.flip();
            if (number < 0 && buf.remaining() >= 2) number = buf.getShort();
            if (number >= 0) board.samples(number, buf);
            buf.compact();
            read();
        }

        @Override public void failed(Throwable t, Void v) {
            // most often InterruptedByTimeoutException: the box lost its power
            board.flatline(number, t);
        }
    }
}
