package quotes;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;

public class QuoteFeed implements Runnable {
    private final InetSocketAddress exchange;
    private final Consumer<String> onTick;
    private Socket socket;
    private BufferedReader reader;
    private volatile boolean stop;

    public QuoteFeed(InetSocketAddress exchange, Consumer<String> onTick) {
        this.exchange = exchange;
        this.onTick = onTick;
    }

    private void open() throws IOException {
        Socket s = new Socket();
        try {
            s.connect(exchange, 3000);
            // the exchange sends a heartbeat each 5 s
            s.setSoTimeout(15_000);
            reader = new BufferedReader(new InputStreamReader(s.getInputStream()));
        } catch (IOException e) {
            s.close();
            throw e;
        }
        socket = s;
    }

    @Override
    public void run() {
        long pause = 500;
        while (!stop) {
            try {
                open();
                pause = 500;
                String line;
                while ((line = reader.readLine()) != null) {
                    if (!line.startsWith("HB")) onTick.accept(line);
                }
                System.out.println("exchange ended the feed, dialling again");
            } catch (IOException e) {
                System.out.println("feed: " + e.getMessage() + ", dialling again in " + pause + " ms");
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                break;
            }
            pause = Math.min(pause * 2, 30_000);
        }
        try {
            if (socket != null) socket.close();
        } catch (IOException ignored) {
        }
    }

    public void stop() { stop = true; }
}
