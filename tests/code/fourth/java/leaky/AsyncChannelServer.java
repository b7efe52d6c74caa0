public class AsyncEcho {
    private final AsynchronousServerSocketChannel server;

    AsyncEcho(int port) throws IOException {
        server = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 256);
    }

    void start() {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override
            public void completed(AsynchronousSocketChannel ch, Void v) {
                server.accept(null, this);
                read(ch, ByteBuffer.allocate(4096));
            }

            @Override
            public void failed(Throwable t, Void v) {
                t.printStackTrace();
            }
        });
    }

    private void read(AsynchronousSocketChannel ch, ByteBuffer buf) {
        ch.read(buf, 60, TimeUnit.SECONDS, ch, new CompletionHandler<Integer, AsynchronousSocketChannel>() {
            @Override
            public void completed(Integer n, AsynchronousSocketChannel c) {
                if (n == -1) {
                    Stats.disconnected();
                    return;
                }
                buf.flip();
                write(c, buf);
            }

            @Override
            public void failed(Throwable t, AsynchronousSocketChannel c) {
                close(c);
            }
        });
    }

    private void write(AsynchronousSocketChannel ch, ByteBuffer buf) {
        ch.write(buf, 20, TimeUnit.SECONDS, null, new CompletionHandler<Integer, Void>() {
            public void completed(Integer n, Void v) {
                if (buf.hasRemaining()) { write(ch, buf); return; }
                buf.clear();
                read(ch, buf);
            }
            public void failed(Throwable t, Void v) { close(ch); }
