package hotel.booking;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.params.SetParams;

import java.util.Collections;
import java.util.UUID;
import java.util.function.Supplier;

public class ReservationLock {

    private static final String UNLOCK =
            "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end";

    private final JedisPool pool;

    public ReservationLock(JedisPool pool) {
        this.pool = pool;
    }

    public <T> T withRoom(String room, Supplier<T> work) {
        String token = UUID.randomUUID().toString();
        if (!acquire(room, token)) {
            throw new IllegalStateException("room " + room + " is being booked by somebody else");
        }
        try {
            return work.get();
        } finally {
            release(room, token);
        }
    }

    private boolean acquire(String room, String token) {
        for (int i = 0; i < 5; i++) {
            Jedis j = pool.getResource();
            try {
                if ("OK".equals(j.set("room:" + room, token, SetParams.setParams().nx().ex(20)))) {
                    return true;
                }
            } finally {
                j.close();
            }
            try {
                Thread.sleep(150);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private void release(String room, String token) {
        try (Jedis j = pool.getResource()) {
            j.eval(UNLOCK, Collections.singletonList("room:" + room), Collections.singletonList(token));
        }
    }
}
