class PushHub {
    private final AsynchronousServerSocketChannel server;
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();

    PushHub(int port) throws IOException {
        server = AsynchronousServerSocketChannel.open().bind(new InetSocketAddress(port), 200);
    }

    void start() {
        server.accept(null, new CompletionHandler<AsynchronousSocketChannel, Void>() {
            @Override public void completed(AsynchronousSocketChannel ch, Void v) {
                server.accept(null, this);
                Subscriber s = new Subscriber(ch);
                subscribers.add(s);
                s.readNext();
            }
            @Override public void failed(Throwable t, Void v) {
                System.err.println("accept: " + t);
                Delay.run(200, () -> server.accept(null, this));
            }
        });
    }

    class Subscriber implements CompletionHandler<Integer, ByteBuffer> {
        final AsynchronousSocketChannel ch;
        volatile String topic = "";

        Subscriber(AsynchronousSocketChannel ch) { this.ch = ch; }

        void readNext() {
            ByteBuffer b = ByteBuffer.allocate(512);
            ch.read(b, 10, TimeUnit.MINUTES, b, this);
        }

        @Override public void completed(Integer n, ByteBuffer b) {
            if (n < 0) {
                topic = null;
                return;
            }
            topic = US_ASCII.decode(b.flip()).toString().trim();
            readNext();
        }

        @Override public void failed(Throwable t, ByteBuffer b) {
            subscribers.remove(this);
            try { ch.close(); } catch (IOException ignored) { }
        }
    }
}
