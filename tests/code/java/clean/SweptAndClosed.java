import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class SweptAndClosed {
    record Truck(Socket line, Instant seen) {}

    private final Map<String, Truck> underway = new ConcurrentHashMap<>();
    private final Map<String, Instant> banned = new ConcurrentHashMap<>();

    void sweep(Instant limit) {
        banned.values().removeIf(t -> t.isBefore(limit));
        underway.values().removeIf(t -> {
            if (!t.seen().isBefore(limit)) {
                return false;
            }
            hangUp(t.line());
            return true;
        });
    }

    private static void hangUp(Socket s) {
        try {
            s.close();
        } catch (IOException e) {
            System.err.println("close: " + e);
        }
    }
}
