package eu.millwright.plc;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/** Small pool for the Modbus/TCP couplers; they accept at most 8 masters each. */
public class PlcLinkPool implements AutoCloseable {
    private static final int MAX = 6;
    private static final long STALE_NANOS = 45_000_000_000L;

    private static final class Link {
        final Socket sock;
        long lastUse = System.nanoTime();
        Link(Socket s) { sock = s; }
    }

    private final InetSocketAddress coupler;
    private final Deque<Link> idle = new ArrayDeque<>();
    private int open;

    public PlcLinkPool(String host, int port) {
        coupler = new InetSocketAddress(host, port);
    }

    public synchronized Socket take() throws IOException, InterruptedException {
        while (true) {
            Link l = idle.pollLast();
            if (l != null) {
                if (System.nanoTime() - l.lastUse > STALE_NANOS) {
                    open--;
                    continue;
                }
                return l.sock;
            }
            if (open < MAX) {
                Socket s = new Socket();
                try {
                    s.setTcpNoDelay(true);
                    s.setSoTimeout(2000);
                    s.connect(coupler, 1500);
                } catch (IOException e) {
                    s.close();
                    throw e;
                }
                open++;
                return s;
            }
            wait(1000);
        }
    }

    public synchronized void give(Socket s, boolean broken) throws IOException {
        if (broken) {
            open--;
            notify();
            s.close();
        } else {
            idle.addLast(new Link(s));
            notify();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (Link l : idle) {
            try {
                l.sock.close();
            } catch (IOException e) {
                System.err.println("coupler link: " + e.getMessage());
            }
        }
        idle.clear();
    }
}
