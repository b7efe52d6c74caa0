package ch.alpenruf.pager;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;

public class PagerAsyncServer {

    private final AsynchronousServerSocketChannel server;
    private final AlarmRouter router;

    public PagerAsyncServer(int port, AlarmRouter router) throws IOException {
        this.router = router;
        this.server = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 100);
    }

    public void start() {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel hut, Void a) {
                server.accept(null, this);
                new Conversation(hut).next();
            }

            @Override
            public void failed(Throwable t, Void a) {
                System.err.println("accept: " + t);
            }
        });
    }

    private final class Conversation implements CompletionHandler<Integer, ByteBuffer> {
        private final AsynchronousSocketChannel hut;
        private final ByteBuffer buf = ByteBuffer.allocate(2048);

        Conversation(AsynchronousSocketChannel hut) {
            this.hut = hut;
        }

        void next() {
            hut.read(buf, buf, this);
        }

        @Override
        public void completed(Integer n, ByteBuffer b) {
            if (n == -1) {
                return;
            }
            b.flip();
            router.alarms(b);
            b.compact();
            next();
        }

        @Override
        public void failed(Throwable t, ByteBuffer b) {
            System.err.println("hut gone: " + t.getMessage());
            try {
                hut.close();
            } catch (IOException ignored) {
                // already down
            }
        }
    }

    public interface AlarmRouter {
        void alarms(ByteBuffer whatArrived);
    }
}
