final class Conn implements CompletionHandler<Integer, Boolean> {
    private final AsynchronousSocketChannel ch;
    private final ByteBuffer buf = ByteBuffer.allocate(4096);

    Conn(AsynchronousSocketChannel ch) { this.ch = ch; }

    void start() { ch.read(buf, 60, TimeUnit.SECONDS, Boolean.TRUE, this); }

    @Override
    public void completed(Integer n, Boolean reading) {
        if (n < 0) {
            end();
            return;
        }
        if (reading) {
            buf.flip();
        }
        if (buf.hasRemaining()) {
            ch.write(buf, 20, TimeUnit.SECONDS, Boolean.FALSE, this);
        } else {
            buf.clear();
            start();
        }
    }

    @Override
    public void failed(Throwable t, Boolean reading) {
        end();
    }

    private void end() {
        try {
            ch.close();
        } catch (IOException e) {
            System.getLogger("echo").log(System.Logger.Level.DEBUG, "close", e);
        }
    }

    static void listen(AsynchronousServerSocketChannel srv) {
        srv.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override public void completed(AsynchronousSocketChannel c, Void v) {
                srv.accept(null, this);
                new Conn(c).start();
            }
            @Override public void failed(Throwable t, Void v) {
                if (srv.isOpen())
                    CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(() -> srv.accept(null, this));
            }
        });
    }
}
