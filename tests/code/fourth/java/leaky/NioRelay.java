public class NioRelay implements Runnable {
    private final Selector selector;
    private final ServerSocketChannel server;
    private final ByteBuffer buf = ByteBuffer.allocateDirect(32 * 1024);

    public void run() {
        while (selector.isOpen()) {
            try {
                selector.select(1000);
                Iterator<SelectionKey> it = selector.selectedKeys().iterator();
                while (it.hasNext()) {
                    SelectionKey key = it.next();
                    it.remove();
                    if (!key.isValid()) continue;
                    if (key.isAcceptable()) accept();
                    else if (key.isReadable()) read(key);
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "select", e);
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel ch = server.accept();
        if (ch == null) return;
        ch.configureBlocking(false);
        ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        ch.register(selector, SelectionKey.OP_READ, new Session(ch));
    }

    private void read(SelectionKey key) {
        SocketChannel ch = (SocketChannel) key.channel();
        Session s = (Session) key.attachment();
        buf.clear();
        int n;
        try {
            n = ch.read(buf);
        } catch (IOException e) {
            s.destroy();
            return;
        }
        if (n < 0) {
            key.cancel();
            key.attach(null);
            return;
        }
        buf.flip();
        s.feed(buf);
    }
}
