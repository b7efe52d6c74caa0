@Component
public class LiveSessions {

    private static final Logger log = LoggerFactory.getLogger(LiveSessions.class);

    private final Cache<String, SocketChannel> sessions = Caffeine.newBuilder()
        .expireAfterAccess(Duration.ofMinutes(10))
        .maximumSize(50_000)
        .scheduler(Scheduler.systemScheduler())
        .removalListener((String id, SocketChannel ch, RemovalCause cause) -> {
            log.debug("session {} ends: {}", id, cause);
            try {
                ch.close();
            } catch (IOException e) {
                log.debug("close {}", id, e);
            }
        })
        .build();

    public void put(String id, SocketChannel ch) {
        sessions.put(id, ch);
    }

    public Optional<SocketChannel> get(String id) {
        return Optional.ofNullable(sessions.getIfPresent(id));
    }

    public void end(String id) {
        sessions.invalidate(id);
    }

    @PreDestroy
    void stop() {
        sessions.invalidateAll();
        sessions.cleanUp();
    }
}
