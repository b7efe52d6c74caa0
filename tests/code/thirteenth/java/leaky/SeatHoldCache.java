package tickets.seats;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;
import redis.clients.jedis.exceptions.JedisException;

import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

public class SeatHoldCache {

    private static final Logger LOGGER = Logger.getLogger(SeatHoldCache.class.getName());
    private static final int HOLD_SECONDS = 480;

    private final JedisPool pool;

    public SeatHoldCache(String host, int port) {
        JedisPoolConfig cfg = new JedisPoolConfig();
        cfg.setMaxTotal(64);
        cfg.setMaxIdle(16);
        cfg.setMaxWait(Duration.ofSeconds(2));
        cfg.setTestWhileIdle(true);
        this.pool = new JedisPool(cfg, host, port, 3000);
    }

    /** true when this basket now holds the seat */
    public boolean hold(String showId, String seat, String basket) {
        Jedis jedis = pool.getResource();
        try {
            String key = "hold:" + showId + ":" + seat;
            boolean mine = jedis.setnx(key, basket) == 1L;
            if (mine) {
                jedis.expire(key, HOLD_SECONDS);
            }
            jedis.close();
            return mine;
        } catch (JedisException e) {
            LOGGER.log(Level.WARNING, "hold " + showId + "/" + seat + " not placed", e);
            return false;
        }
    }

    public String holder(String showId, String seat) {
        try (Jedis jedis = pool.getResource()) {
            return jedis.get("hold:" + showId + ":" + seat);
        }
    }

    public void shutdown() {
        pool.close();
    }
}
