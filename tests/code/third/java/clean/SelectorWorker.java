// one of N workers; channels come over the queue from the acceptor thread
final class SelectorWorker extends Thread {
    private final Selector selector;
    private final Queue<SocketChannel> incoming = new ConcurrentLinkedQueue<>();
    private final Protocol protocol;

    SelectorWorker(int i, Protocol protocol) throws IOException {
        super("worker-" + i);
        this.selector = Selector.open();
        this.protocol = protocol;
    }

    void hand(SocketChannel ch) {
        incoming.add(ch);
        selector.wakeup();
    }

    private void register() {
        SocketChannel ch;
        while ((ch = incoming.poll()) != null) {
            try {
                ch.configureBlocking(false);
                ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                ch.register(selector, SelectionKey.OP_READ, new Session(ch));
            } catch (IOException e) {
                closeQuietly(ch);
            }
        }
    }

    @Override
    public void run() {
        try {
            while (!isInterrupted()) {
                selector.select(this::ready, 5000);
                register();
            }
        } catch (IOException e) {
            protocol.fatal(e);
        } finally {
            selector.keys().forEach(k -> closeQuietly(k.channel()));
            closeQuietly(selector);
        }
    }

    private void ready(SelectionKey key) {
        Session s = (Session) key.attachment();
        boolean alive;
        try {
            alive = (!key.isWritable() || s.flush(key)) && (!key.isReadable() || s.pull(protocol));
        } catch (IOException e) {
            alive = false;
        }
        if (!alive) {
            // closing the channel cancels its key
            closeQuietly(key.channel());
            protocol.gone(s);
        }
    }

    private static void closeQuietly(Closeable c) {
        try { c.close(); } catch (IOException ignored) { }
    }
}
