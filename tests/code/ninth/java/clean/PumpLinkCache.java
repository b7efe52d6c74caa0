package hydro.pumps;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Links to pump controllers. At most CAP are kept, none idle longer than a minute. */
public class PumpLinkCache {
    private static final int CAP = 64;
    private static final long IDLE = TimeUnit.SECONDS.toNanos(60);

    private static final class Link {
        final SocketChannel ch;
        long used = System.nanoTime();

        Link(SocketChannel ch) {
            this.ch = ch;
        }
    }

    private final Map<Integer, Link> links = new LinkedHashMap<>(CAP * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Link> eldest) {
            if (size() <= CAP) {
                return false;
            }
            shut(eldest.getValue());
            return true;
        }
    };

    public synchronized void command(int pump, ByteBuffer cmd) throws IOException {
        Link l = links.get(pump);
        if (l == null) {
            l = dial(pump);
            links.put(pump, l);
        }
        l.used = System.nanoTime();
        try {
            while (cmd.hasRemaining()) {
                l.ch.write(cmd);
            }
        } catch (IOException e) {
            shut(links.remove(pump));
            throw e;
        }
    }

    /** Called from the scheduler each ten seconds. */
    public synchronized void sweep() {
        long now = System.nanoTime();
        for (Iterator<Link> it = links.values().iterator(); it.hasNext(); ) {
            Link l = it.next();
            if (now - l.used > IDLE) {
                it.remove();
                shut(l);
            }
        }
    }

    private static Link dial(int pump) throws IOException {
        SocketChannel ch = SocketChannel.open();
        try {
            ch.socket().connect(new InetSocketAddress("10.66." + (pump >> 8) + "." + (pump & 255), 9100), 2000);
            ch.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ch.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            return new Link(ch);
        } catch (IOException e) {
            ch.close();
            throw e;
        }
    }

    private static void shut(Link l) {
        try {
            l.ch.close();
        } catch (IOException e) {
            System.err.println("pump link: " + e.getMessage());
        }
    }

    public synchronized void close() {
        links.values().forEach(PumpLinkCache::shut);
        links.clear();
    }
}
