package search;

import java.io.IOException;
import java.net.*;
import java.util.concurrent.*;

public class SearchPool {
    private static final int MAX = 20;

    private record Idle(Socket socket, long since) {}

    private final LinkedBlockingDeque<Idle> idle = new LinkedBlockingDeque<>(MAX);
    private final InetSocketAddress balancer;

    public SearchPool(InetSocketAddress balancer) {
        this.balancer = balancer;
    }

    private Socket open() throws IOException {
        Socket s = new Socket();
        try {
            s.connect(balancer, 2_000);
            s.setSoTimeout(8_000);
            s.setTcpNoDelay(true);
            s.setKeepAlive(false);
            return s;
        } catch (IOException e) {
            s.close();
            throw e;
        }
    }

    public Socket borrow() throws IOException {
        Idle i = idle.pollFirst();
        return i != null ? i.socket() : open();
    }

    public void giveBack(Socket s, boolean broken) throws IOException {
        if (broken || !idle.offerFirst(new Idle(s, System.nanoTime()))) {
            s.close();
        }
    }
}
