package net.opsbarn.syslog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

public class SyslogIntake {
    private final AsynchronousServerSocketChannel server;
    private final Consumer<byte[]> out;

    public SyslogIntake(int port, Consumer<byte[]> out) throws IOException {
        this.out = out;
        this.server = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 300);
    }

    public void start() {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override public void completed(AsynchronousSocketChannel ch, Void v) {
                server.accept(null, this);
                pump(ch);
            }
            @Override public void failed(Throwable t, Void v) {
                System.err.println("accept: " + t);
                CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS).execute(() -> {
                    if (server.isOpen()) server.accept(null, this);
                });
            }
        });
    }

    private void pump(AsynchronousSocketChannel ch) {
        final ByteBuffer bb = ByteBuffer.allocate(8192);
        ch.read(bb, ch, new CompletionHandler<Integer, AsynchronousSocketChannel>() {
            @Override public void completed(Integer n, AsynchronousSocketChannel c) {
                if (n == -1) {
                    return;
                }
                bb.flip();
                byte[] chunk = new byte[bb.remaining()];
                bb.get(chunk);
                bb.clear();
                out.accept(chunk);
                c.read(bb, c, this);
            }
            @Override public void failed(Throwable t, AsynchronousSocketChannel c) {
                try { c.close(); } catch (IOException ignored) { }
            }
        });
    }
}
