package dk.fjordnet.tunnel;

import java.io.*;
import java.net.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two-way copy between an accepted customer connection and the depot behind the VPN.
 * Half-close is passed on, the last of both directions closes both.
 */
final class TunnelPump {
    private final ExecutorService pool = Executors.newCachedThreadPool(r -> {
        Thread t = new Thread(r, "pump");
        t.setDaemon(true);
        return t;
    });
    private final SocketAddress depot;
    private final Semaphore tunnels = new Semaphore(500);

    TunnelPump(SocketAddress depot) { this.depot = depot; }

    void run(ServerSocket door) throws IOException {
        while (true) {
            tunnels.acquireUninterruptibly();
            Socket customer;
            try {
                customer = door.accept();
            } catch (IOException e) {
                tunnels.release();
                if (door.isClosed()) return;
                System.err.println("accept failed: " + e);
                try { Thread.sleep(200); } catch (InterruptedException ie) { return; }
                continue;
            }
            pool.execute(() -> splice(customer));
        }
    }

    private void splice(Socket customer) {
        Socket inner = new Socket();
        try {
            inner.connect(depot, 3000);
            for (Socket s : new Socket[] {customer, inner}) {
                s.setTcpNoDelay(true);
                s.setKeepAlive(true);
                s.setSoTimeout(15 * 60 * 1000);
            }
        } catch (IOException e) {
            System.err.println("depot " + depot + ": " + e.getMessage());
            finish(customer, inner);
            return;
        }
        AtomicInteger open = new AtomicInteger(2);
        pool.execute(() -> copy(customer, inner, open));
        copy(inner, customer, open);
    }

    private void copy(Socket from, Socket to, AtomicInteger open) {
        boolean orderly = false;
        byte[] buf = new byte[16384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n; (n = in.read(buf)) >= 0; ) {
                out.write(buf, 0, n);
            }
            to.shutdownOutput();
            orderly = true;
        } catch (IOException e) {
            System.err.println(from + " -> " + to + ": " + e.getMessage());
        }
        if (!orderly) {
            quiet(from);
            quiet(to);
        }
        if (open.decrementAndGet() == 0) {
            finish(from, to);
        }
    }

    private void finish(Socket a, Socket b) {
        quiet(a);
        quiet(b);
        tunnels.release();
    }

    private static void quiet(Socket s) {
        try { s.close(); } catch (IOException ignored) { }
    }
}
