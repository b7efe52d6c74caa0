import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.util.Iterator;

class SelectorCancelsAlone implements Runnable {
    private final Selector selector;
    SelectorCancelsAlone(Selector s) { selector = s; }

    public void run() {
        ByteBuffer buf = ByteBuffer.allocate(8192);
        while (true) {
            try {
                selector.select(1000);
            } catch (IOException e) {
                return;
            }
            Iterator<SelectionKey> it = selector.selectedKeys().iterator();
            while (it.hasNext()) {
                SelectionKey key = it.next();
                it.remove();
                if (!key.isReadable()) continue;
                SocketChannel ch = (SocketChannel) key.channel();
                buf.clear();
                try {
                    int n = ch.read(buf);
                    if (n == -1) {
                        key.cancel(); // expect: close-wait-leak
                        continue;
                    }
                    buf.flip();
                    Sink.take(buf);
                } catch (IOException e) {
                    key.cancel();
                    try { ch.close(); } catch (IOException x) { }
                }
            }
        }
    }
}
