package lotto.front;

import java.io.*;
import java.net.*;
import java.util.concurrent.*;

public class LotteryFront {
    private final BlockingQueue<Socket> queue = new ArrayBlockingQueue<Socket>(200);

    public void start(int port, int threads) throws IOException {
        final ServerSocket server = new ServerSocket(port, 300);
        for (int i = 0; i < threads; i++) {
            Thread t = new Thread(this::worker, "draw-" + i);
            t.start();
        }
        new Thread(() -> {
            while (true) {
                Socket shop = null;
                try {
                    shop = server.accept();
                    shop.setSoTimeout(10000);
                    if (!queue.offer(shop, 20, TimeUnit.MILLISECONDS)) {
                        System.err.println("queue full, closing " + shop.getInetAddress());
                        shop.close();
                    }
                } catch (InterruptedException e) {
                    shut(shop);
                    return;
                } catch (IOException e) {
                    shut(shop);
                    System.err.println("accept: " + e);
                    pause();
                }
            }
        }, "accept").start();
    }

    private void worker() {
        for (;;) {
            Socket shop;
            try {
                shop = queue.take();
            } catch (InterruptedException e) {
                return;
            }
            try {
                BufferedReader in = new BufferedReader(new InputStreamReader(shop.getInputStream()));
                Writer out = new OutputStreamWriter(shop.getOutputStream());
                String slip;
                while ((slip = in.readLine()) != null && slip.length() > 0) {
                    out.write(Slips.register(slip) + "\n");
                    out.flush();
                }
            } catch (IOException e) {
                System.err.println("shop " + shop.getInetAddress() + " " + e.getMessage());
            } catch (RuntimeException e) {
                System.err.println("bad slip from " + shop.getInetAddress() + ": " + e);
            } finally {
                shut(shop);
            }
        }
    }

    private static void shut(Socket s) {
        if (s == null) return;
        try { s.close(); } catch (IOException e) { /* fine */ }
    }

    private static void pause() {
        try { Thread.sleep(200); } catch (InterruptedException e) { Thread.currentThread().interrupt(); }
    }
}
