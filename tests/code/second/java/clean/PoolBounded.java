package net.example.ok;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

public class PoolBounded implements AutoCloseable {
    public interface Work<T> {
        T with(Socket s) throws IOException;
    }

    private final Deque<Socket> idle = new ArrayDeque<>();
    private final InetSocketAddress to;
    private final int max;
    private boolean closed;

    public PoolBounded(InetSocketAddress to, int max) {
        this.to = to;
        this.max = max;
    }

    public <T> T call(Work<T> w) throws IOException {
        Socket s = take();
        boolean good = false;
        try {
            T r = w.with(s);
            good = true;
            return r;
        } finally {
            if (!good || !keep(s)) {
                s.close();
            }
        }
    }

    private Socket take() throws IOException {
        synchronized (idle) {
            Socket s = idle.pollLast();
            if (s != null) return s;
        }
        Socket s = new Socket();
        try {
            s.connect(to, 1500);
            return s;
        } catch (IOException e) {
            s.close();
            throw e;
        }
    }

    private boolean keep(Socket s) {
        synchronized (idle) {
            if (closed || idle.size() >= max) return false;
            idle.addLast(s);
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (idle) {
            closed = true;
            for (Socket s : idle) s.close();
            idle.clear();
        }
    }
}
