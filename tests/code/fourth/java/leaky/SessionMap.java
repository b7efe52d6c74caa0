@Component
public class DeviceSessions {

    private static final Duration MAX_IDLE = Duration.ofMinutes(10);
    private final ConcurrentMap<String, DeviceSession> sessions = new ConcurrentHashMap<>();

    record DeviceSession(String imei, AsynchronousSocketChannel channel, AtomicReference<Instant> lastSeen) { }

    public void register(String imei, AsynchronousSocketChannel channel) {
        var old = sessions.put(imei, new DeviceSession(imei, channel, new AtomicReference<>(Instant.now())));
        if (old != null) {
            closeQuietly(old.channel());
        }
    }

    public void touch(String imei) {
        var s = sessions.get(imei);
        if (s != null) s.lastSeen().set(Instant.now());
    }

    @Scheduled(fixedDelay = 30_000)
    public void evict() {
        Instant limit = Instant.now().minus(MAX_IDLE);
        sessions.values().removeIf(s -> s.lastSeen().get().isBefore(limit));
    }

    public void remove(String imei) {
        var s = sessions.remove(imei);
        if (s != null) closeQuietly(s.channel());
    }

    private static void closeQuietly(Closeable c) {
        try {
            c.close();
        } catch (IOException ignored) {
        }
    }
}
