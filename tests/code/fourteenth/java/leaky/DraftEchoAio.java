package net.papyra.collab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

public class DraftEchoAio {
    private final AsynchronousServerSocketChannel server;

    public DraftEchoAio(int port) throws IOException {
        server = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 128);
    }

    public void start() {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel ch, Void v) {
                server.accept(null, this);
                receive(ch, ByteBuffer.allocate(8192));
            }

            @Override
            public void failed(Throwable t, Void v) {
                System.out.println("accept: " + t);
                if (server.isOpen()) {
                    CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                            .execute(() -> server.accept(null, this));
                }
            }
        });
    }

    private void receive(AsynchronousSocketChannel ch, ByteBuffer buf) {
        ch.read(buf, 10, TimeUnit.MINUTES, buf, new CompletionHandler<Integer, ByteBuffer>() {
            @Override
            public void completed(Integer n, ByteBuffer b) {
                if (n == -1) {
                    System.out.println("editor closed its side");
                    return;
                }
                b.flip();
                reply(ch, b);
            }

            @Override
            public void failed(Throwable t, ByteBuffer b) {
                shut(ch);
            }
        });
    }

    private void reply(AsynchronousSocketChannel ch, ByteBuffer b) {
        ch.write(b, 30, TimeUnit.SECONDS, null, new CompletionHandler<Integer, Void>() {
            @Override
            public void completed(Integer n, Void v) {
                if (b.hasRemaining()) {
                    reply(ch, b);
                } else {
                    b.clear();
                    receive(ch, b);
                }
            }

            @Override
            public void failed(Throwable t, Void v) {
                shut(ch);
            }
        });
    }

    private static void shut(AsynchronousSocketChannel ch) {
        try { ch.close(); } catch (IOException ignore) { }
    }
}
