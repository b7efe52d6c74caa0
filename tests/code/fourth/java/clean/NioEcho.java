public class NioEcho {
    private static final long IDLE = 60_000;

    private static void closeKey(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException ignored) {
        }
    }

    static final class State {
        final ByteBuffer buf = ByteBuffer.allocate(8192);
        long seen = System.currentTimeMillis();
    }

    private void accept(Selector sel, ServerSocketChannel srv) throws IOException {
        SocketChannel c;
        while ((c = srv.accept()) != null) {
            c.configureBlocking(false);
            c.register(sel, SelectionKey.OP_READ, new State());
        }
    }

    private void io(SelectionKey key) {
        SocketChannel c = (SocketChannel) key.channel();
        State st = (State) key.attachment();
        st.seen = System.currentTimeMillis();
        try {
            if (key.isReadable()) {
                int n = c.read(st.buf);
                if (n < 0) {
                    closeKey(key);
                    return;
                }
            }
            st.buf.flip();
            c.write(st.buf);
            boolean rest = st.buf.hasRemaining();
            st.buf.compact();
            key.interestOps(rest ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } catch (IOException e) {
            closeKey(key);
        }
    }

    void loop(Selector sel, ServerSocketChannel srv) throws IOException {
        while (sel.isOpen()) {
            sel.select(1000);
            for (Iterator<SelectionKey> i = sel.selectedKeys().iterator(); i.hasNext(); i.remove()) {
                SelectionKey k = i.next();
                if (!k.isValid()) continue;
                if (k.isAcceptable()) accept(sel, srv);
                else io(k);
            }
            long limit = System.currentTimeMillis() - IDLE;
            for (SelectionKey k : sel.keys())
                if (k.attachment() instanceof State && ((State) k.attachment()).seen < limit)
                    closeKey(k);
        }
    }
}
