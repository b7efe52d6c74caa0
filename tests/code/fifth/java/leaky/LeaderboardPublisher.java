package games.ladder;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Logger;

/** Sends the top 5000 of the ladder to the region mirror every ten seconds. */
public class LeaderboardPublisher implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("ladder");

    public record Entry(long player, String name, int rating, int wins, int losses) { }

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Supplier<List<Entry>> source;
    private final InetSocketAddress mirror;
    private Socket link;
    private DataOutputStream out;

    public LeaderboardPublisher(InetSocketAddress mirror, Supplier<List<Entry>> source) {
        this.mirror = mirror;
        this.source = source;
        timer.scheduleWithFixedDelay(this::tick, 0, 10, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            if (link == null) open();
            publish(source.get());
        } catch (IOException | RuntimeException e) {
            LOG.warning("mirror " + mirror + ": " + e);
            drop();
        }
    }

    private void open() throws IOException {
        link = new Socket();
        link.setTcpNoDelay(true);
        link.setKeepAlive(true);
        link.connect(mirror, 5000);
        out = new DataOutputStream(link.getOutputStream());
    }

    private void publish(List<Entry> top) throws IOException {
        out.writeInt(top.size());
        for (Entry e : top) {
            out.writeLong(e.player());
            out.writeUTF(e.name());
            out.writeInt(e.rating());
            out.writeInt(e.wins());
            out.writeInt(e.losses());
        }
        out.flush();
    }

    private void drop() {
        if (link == null) return;
        try {
            link.close();
        } catch (IOException e) {
            LOG.fine("close: " + e);
        } finally {
            link = null;
            out = null;
        }
    }

    @Override
    public void close() throws InterruptedException {
        timer.shutdown();
        timer.awaitTermination(15, TimeUnit.SECONDS);
        drop();
    }
}
