package iot.broker;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

public class MqttSessionRegistry {

    static final class Session {
        final Socket socket;
        volatile long lastSeen = System.nanoTime();
        Session(Socket s) { this.socket = s; }
    }

    private final ConcurrentHashMap<String, Session> sessions = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final long idleNanos;

    public MqttSessionRegistry(long idleSeconds) {
        this.idleNanos = TimeUnit.SECONDS.toNanos(idleSeconds);
        timer.scheduleWithFixedDelay(this::evict, 5, 5, TimeUnit.SECONDS);
    }

    /** Called with a device that has authenticated; the registry owns the socket. */
    public void enter(String device, Socket socket) {
        Session old = sessions.put(device, new Session(socket));
        if (old != null) close(old);
    }

    /** PINGREQ or anything else came in from the device. */
    public boolean touch(String device) {
        Session s = sessions.get(device);
        if (s == null) return false;
        s.lastSeen = System.nanoTime();
        return true;
    }

    public void leave(String device) {
        Session s = sessions.remove(device);
        if (s != null) close(s);
    }

    public boolean publish(String device, byte[] packet) {
        Session s = sessions.get(device);
        if (s == null) return false;
        try {
            synchronized (s) {
                s.socket.getOutputStream().write(packet);
            }
            return true;
        } catch (IOException e) {
            leave(device);
            return false;
        }
    }

    private void evict() {
        long now = System.nanoTime();
        sessions.values().removeIf(s -> now - s.lastSeen > idleNanos);
    }

    private static void close(Session s) {
        try {
            s.socket.close();
        } catch (IOException e) {
            System.getLogger("broker").log(System.Logger.Level.DEBUG, "close", e);
        }
    }
}
