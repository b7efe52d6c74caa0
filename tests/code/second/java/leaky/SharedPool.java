package net.example.pool;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

public class SharedPool {
    private final BlockingQueue<Socket> idle;
    private final Set<Socket> all = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final InetSocketAddress to;

    public SharedPool(InetSocketAddress to, int size) {
        this.to = to;
        this.idle = new ArrayBlockingQueue<>(size);
    }

    public Socket borrow() throws IOException {
        Socket s;
        while ((s = idle.poll()) != null) {
            if (s.isConnected() && !s.isClosed()) {
                return s;
            }
            all.remove(s);
        }
        s = new Socket();
        s.connect(to, 3000);
        all.add(s);
        return s;
    }

    public void giveBack(Socket s) {
        idle.offer(s);
    }

    public void invalidate(Socket s) {
        all.remove(s);
        try {
            s.close();
        } catch (IOException ignored) {
            // it was broken already
        }
    }

    public void shutdown() {
        idle.clear();
        for (Socket s : all) {
            invalidate(s);
        }
    }
}
