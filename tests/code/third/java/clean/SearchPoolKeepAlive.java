package search;

import java.io.IOException;
import java.net.*;
import java.util.concurrent.*;

public class SearchPoolKeepAlive {
    private static final int MAX = 20;

    private record Idle(Socket socket, long since) {}

    private final LinkedBlockingDeque<Idle> idle = new LinkedBlockingDeque<>(MAX);
    private final InetSocketAddress balancer;

    public SearchPoolKeepAlive(InetSocketAddress balancer) {
        this.balancer = balancer;
    }

    private Socket open() throws IOException {
        Socket s = new Socket();
        try {
            s.connect(balancer, 2_000);
            s.setSoTimeout(8_000);
            s.setTcpNoDelay(true);
            s.setKeepAlive(true);
            return s;
        } catch (IOException e) {
            s.close();
            throw e;
        }
    }

    public Socket borrow() throws IOException {
        for (Idle i; (i = idle.pollFirst()) != null; ) {
            if (System.nanoTime() - i.since() < TimeUnit.SECONDS.toNanos(50)) {
                return i.socket();
            }
            i.socket().close();
        }
        return open();
    }

    public void giveBack(Socket s, boolean broken) throws IOException {
        if (broken || !idle.offerFirst(new Idle(s, System.nanoTime()))) {
            s.close();
        }
    }
}
