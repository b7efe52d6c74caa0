package net.example.ok;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

public class OwnerThread {
    private final LinkedBlockingQueue<Socket> queue = new LinkedBlockingQueue<>(100);

    public void acceptLoop(ServerSocket server) throws IOException {
        while (true) {
            Socket s = server.accept();
            if (!queue.offer(s)) {
                s.close();
            }
        }
    }

    public void workLoop() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            Socket s = queue.poll(1, TimeUnit.SECONDS);
            if (s == null) {
                continue;
            }
            try {
                new Exchange(s).run();
            } catch (RuntimeException e) {
                Thread.yield();
            }
        }
    }

    private static final class Exchange implements Runnable {
        private final Socket s;

        Exchange(Socket s) {
            this.s = s;
        }

        @Override
        public void run() {
            try (Socket mine = s) {
                mine.setSoTimeout(5000);
                byte[] b = mine.getInputStream().readNBytes(16);
                if (b.length == 16) {
                    mine.getOutputStream().write(b);
                }
            } catch (IOException e) {
                // the peer went away; nothing to tell it
            }
        }
    }
}
