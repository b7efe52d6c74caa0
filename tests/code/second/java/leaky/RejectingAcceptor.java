package net.example.pool;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

public class RejectingAcceptor {
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(8, 64, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(128));
    private final LongAdder refused = new LongAdder();

    public void run(ServerSocket server) throws IOException {
        while (!server.isClosed()) {
            Socket client = server.accept();
            try {
                pool.execute(() -> handle(client));
            } catch (RejectedExecutionException e) {
                refused.increment();
            }
        }
    }

    private static void handle(Socket client) {
        try (client) {
            client.setSoTimeout(10_000);
            InputStream in = client.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buf = new byte[4096];
            int n;
            while ((n = in.read(buf)) > 0) {
                out.write(buf, 0, n);
            }
        } catch (IOException e) {
            Thread.currentThread().getThreadGroup().uncaughtException(Thread.currentThread(), e);
        }
    }

    public long refused() {
        return refused.sum();
    }
}
