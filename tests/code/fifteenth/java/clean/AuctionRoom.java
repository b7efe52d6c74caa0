package fr.encheres.room;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.*;

/** Bidders sit in here; the room owns their sockets once seated. */
public class AuctionRoom implements AutoCloseable {
    private record Bidder(String paddle, Socket socket, long[] seen) { }

    private final Map<String, Bidder> bidders = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

    public AuctionRoom() {
        timer.scheduleWithFixedDelay(this::expire, 30, 30, TimeUnit.SECONDS);
    }

    public void seat(String paddle, Socket s) throws IOException {
        try {
            s.setTcpNoDelay(true);
        } catch (IOException e) {
            s.close();
            throw e;
        }
        Bidder prev = bidders.put(paddle, new Bidder(paddle, s, new long[] {System.nanoTime()}));
        if (prev != null) quietly(prev.socket());
    }

    public void touch(String paddle) {
        Bidder b = bidders.get(paddle);
        if (b != null) b.seen()[0] = System.nanoTime();
    }

    public void announce(String lot, long cents) {
        byte[] line = (lot + " " + cents + "\n").getBytes(StandardCharsets.UTF_8);
        for (Bidder b : bidders.values()) {
            try {
                b.socket().getOutputStream().write(line);
            } catch (IOException e) {
                leave(b);
            }
        }
    }

    private void expire() {
        long limit = System.nanoTime() - TimeUnit.MINUTES.toNanos(10);
        for (Bidder b : bidders.values()) {
            if (b.seen()[0] < limit) leave(b);
        }
    }

    private void leave(Bidder b) {
        if (bidders.remove(b.paddle(), b)) quietly(b.socket());
    }

    private static void quietly(Socket s) {
        try { s.close(); } catch (IOException e) { /* nothing to be done */ }
    }

    @Override public void close() {
        timer.shutdownNow();
        bidders.values().forEach(this::leave);
    }
}
