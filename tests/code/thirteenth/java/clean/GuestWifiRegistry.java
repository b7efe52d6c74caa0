package campus.wifi;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Access points hold one control connection each; the registry owns these channels. */
public class GuestWifiRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuestWifiRegistry.class);

    private record Ap(SocketChannel ch, long[] beat) { }

    private final Map<String, Ap> aps = new ConcurrentHashMap<>();
    private final ScheduledExecutorService cron = Executors.newSingleThreadScheduledExecutor();

    public GuestWifiRegistry() {
        cron.scheduleWithFixedDelay(this::expire, 20, 20, TimeUnit.SECONDS);
    }

    public void register(String mac, SocketChannel ch) {
        Ap old = aps.put(mac, new Ap(ch, new long[] {System.nanoTime()}));
        if (old != null) {
            end(old);
        }
    }

    public void beat(String mac) {
        Ap ap = aps.get(mac);
        if (ap != null) ap.beat()[0] = System.nanoTime();
    }

    public void gone(String mac) {
        Ap ap = aps.remove(mac);
        if (ap != null) end(ap);
    }

    private void expire() {
        long now = System.nanoTime();
        aps.forEach((mac, ap) -> {
            if (now - ap.beat()[0] > TimeUnit.SECONDS.toNanos(90) && aps.remove(mac, ap)) {
                LOG.info("access point {} missed its beats", mac);
                end(ap);
            }
        });
    }

    private void end(Ap ap) {
        try {
            ap.ch().close();
        } catch (IOException e) {
            LOG.debug("close", e);
        }
    }

    @Override
    public void close() {
        cron.shutdownNow();
        aps.values().forEach(this::end);
        aps.clear();
    }
}
