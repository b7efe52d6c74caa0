package io.beacons;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

public final class BeaconCollector {
    private final AsynchronousServerSocketChannel srv;
    final LongAdder bytes = new LongAdder();

    public BeaconCollector(int port) throws IOException {
        srv = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 400);
    }

    public void begin() {
        srv.accept(null, new CompletionHandler<AsynchronousSocketChannel, Object>() {
            public void completed(AsynchronousSocketChannel peer, Object o) {
                srv.accept(null, this);
                new Reader(peer).next();
            }
            public void failed(Throwable t, Object o) {
                if (!srv.isOpen()) return;
                try {
                    TimeUnit.MILLISECONDS.sleep(200);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                srv.accept(null, this);
            }
        });
    }

    private final class Reader implements CompletionHandler<Integer, Void> {
        private final AsynchronousSocketChannel peer;
        private final ByteBuffer buf = ByteBuffer.allocate(2048);

        Reader(AsynchronousSocketChannel peer) { this.peer = peer; }

        void next() {
            buf.clear();
            peer.read(buf, 5, TimeUnit.MINUTES, null, this);
        }

        @Override public void completed(Integer n, Void v) {
            if (n < 0) {
                bye();
            } else {
                bytes.add(n);
                next();
            }
        }

        // InterruptedByTimeoutException lands here as well
        @Override public void failed(Throwable t, Void v) { bye(); }

        private void bye() {
            try { peer.close(); } catch (IOException ignored) { }
        }
    }
}
