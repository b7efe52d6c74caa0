package taxi.dispatch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.*;

/**
 * Keeps who is on shift. The reader threads call {@link #seen} for each position report,
 * the dispatcher calls {@link #offer}.
 */
public class DriverPresence {

    static final long STALE_MS = 180_000;

    private static final class Cab {
        final Socket link;
        volatile long last = System.currentTimeMillis();
        Cab(Socket link) { this.link = link; }
    }

    private final Map<Integer, Cab> cabs = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    public DriverPresence() {
        timer.scheduleAtFixedRate(this::sweep, 30, 30, TimeUnit.SECONDS);
    }

    public void signOn(int cabNo, Socket link) {
        Cab old = cabs.put(cabNo, new Cab(link));
        if (old != null) {
            shut(old.link);
        }
    }

    public void seen(int cabNo) {
        Cab c = cabs.get(cabNo);
        if (c != null) c.last = System.currentTimeMillis();
    }

    public boolean offer(int cabNo, byte[] fare) {
        Cab c = cabs.get(cabNo);
        if (c == null) return false;
        try {
            OutputStream o = c.link.getOutputStream();
            o.write(fare);
            o.flush();
            return true;
        } catch (IOException e) {
            cabs.remove(cabNo, c);
            shut(c.link);
            return false;
        }
    }

    private void sweep() {
        long limit = System.currentTimeMillis() - STALE_MS;
        Iterator<Map.Entry<Integer, Cab>> it = cabs.entrySet().iterator();
        while (it.hasNext()) {
            Map.Entry<Integer, Cab> e = it.next();
            if (e.getValue().last < limit) {
                System.out.println("cab " + e.getKey() + " off air");
                it.remove();
            }
        }
    }

    private static void shut(Socket s) {
        try {
            s.close();
        } catch (IOException ignored) {
        }
    }
}
