package grocer.sensors;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

class AisleSensorServer {
    private final ConcurrentHashMap<AsynchronousSocketChannel, Session> sessions = new ConcurrentHashMap<>();
    private final AsynchronousServerSocketChannel acceptor;

    AisleSensorServer(int port) throws IOException {
        acceptor = AsynchronousServerSocketChannel.open();
        acceptor.bind(new InetSocketAddress(port), 400);
    }

    void go() {
        acceptor.accept(this, new CompletionHandler<>() {
            public void completed(AsynchronousSocketChannel ch, AisleSensorServer srv) {
                srv.acceptor.accept(srv, this);
                Session s = new Session(ch);
                sessions.put(ch, s);
                s.next();
            }

            public void failed(Throwable e, AisleSensorServer srv) {
                if (!srv.acceptor.isOpen()) return;
                System.err.println("accept: " + e);
                try {
                    TimeUnit.MILLISECONDS.sleep(300);
                } catch (InterruptedException ie) {
                    return;
                }
                srv.acceptor.accept(srv, this);
            }
        });
    }

    private final class Session implements CompletionHandler<Integer, Boolean> {
        private final AsynchronousSocketChannel ch;
        private final ByteBuffer buf = ByteBuffer.allocate(64);

        Session(AsynchronousSocketChannel ch) {
            this.ch = ch;
        }

        void next() {
            buf.clear();
            ch.read(buf, 2, TimeUnit.MINUTES, true, this);
        }

        @Override
        public void completed(Integer n, Boolean reading) {
            if (reading) {
                if (n == -1) {
                    finish(null);
                    return;
                }
                buf.flip();
            }
            if (buf.hasRemaining()) {
                ch.write(buf, 10, TimeUnit.SECONDS, false, this);       // echoed back as the ack
            } else {
                next();
            }
        }

        @Override
        public void failed(Throwable e, Boolean reading) {
            finish(e);
        }

        private void finish(Throwable why) {
            sessions.remove(ch);
            try {
                ch.close();
            } catch (IOException e) {
                System.err.println("close: " + e);
            }
            if (why != null) System.err.println("sensor: " + why);
        }
    }
}
