package com.fieldscan.drones;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All drones in the air, by tail number. The reader threads call {@link #heard}. */
public class DroneSessions {

    private static final Logger log = LoggerFactory.getLogger(DroneSessions.class);
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private static final class Session {
        final Socket socket;
        final OutputStream out;
        volatile Instant last = Instant.now();

        Session(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
        }
    }

    private final Map<String, Session> inAir = new ConcurrentHashMap<>();

    public DroneSessions(ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(this::expire, 30, 30, TimeUnit.SECONDS);
    }

    /** From here on the socket is ours. */
    public void register(String tail, Socket socket) throws IOException {
        Session fresh;
        try {
            socket.setTcpNoDelay(true);
            fresh = new Session(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        Session old = inAir.put(tail, fresh);
        if (old != null) {
            log.info("{} reconnected", tail);
            old.socket.close();
        }
    }

    public void heard(String tail) {
        Session s = inAir.get(tail);
        if (s != null) {
            s.last = Instant.now();
        }
    }

    public boolean send(String tail, byte[] command) throws IOException {
        Session s = inAir.get(tail);
        if (s == null) {
            return false;
        }
        synchronized (s) {
            try {
                s.out.write(command);
                s.out.flush();
                return true;
            } catch (IOException e) {
                inAir.remove(tail, s);
                s.socket.close();
                throw e;
            }
        }
    }

    public void landed(String tail) throws IOException {
        Session s = inAir.remove(tail);
        if (s != null) {
            s.socket.close();
        }
    }

    private void expire() {
        Instant limit = Instant.now().minus(SILENCE);
        inAir.entrySet().removeIf(e -> {
            if (e.getValue().last.isBefore(limit)) {
                log.warn("{} not heard since {}", e.getKey(), e.getValue().last);
                return true;
            }
            return false;
        });
    }
}
