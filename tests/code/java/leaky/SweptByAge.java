import java.net.Socket;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class SweptByAge {
    static final class Truck {
        final Socket line;
        volatile Instant seen = Instant.now();

        Truck(Socket line) {
            this.line = line;
        }
    }

    private final Map<String, Truck> underway = new ConcurrentHashMap<>();

    void arrived(String plate) throws java.io.IOException {
        Truck t = underway.remove(plate);
        if (t != null) {
            t.line.close();
        }
    }

    void sweep(Instant limit) {
        underway.values().removeIf(t -> {
            if (t.seen.isBefore(limit)) {
                System.out.println("silent");
                return true; // expect: close-wait-leak
            }
            return false;
        });
    }
}
