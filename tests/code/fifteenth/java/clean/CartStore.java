package shop.cart;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;

public class CartStore {
    private static final int TTL = 7 * 24 * 3600;
    private final JedisPool pool;

    public CartStore(String host, int port) {
        JedisPoolConfig cfg = new JedisPoolConfig();
        cfg.setMaxTotal(50);
        cfg.setMaxWait(Duration.ofMillis(500));
        cfg.setTestWhileIdle(true);
        cfg.setMinEvictableIdleTime(Duration.ofMinutes(2));
        cfg.setTimeBetweenEvictionRuns(Duration.ofSeconds(30));
        pool = new JedisPool(cfg, host, port, 1500);
    }

    public Map<String, String> load(String visitor) {
        try (Jedis j = pool.getResource()) {
            if (!j.exists("cart:" + visitor)) {
                return Collections.emptyMap();
            }
            return j.hgetAll("cart:" + visitor);
        }
    }

    public void add(String visitor, String sku, int qty) {
        if (qty <= 0) {
            throw new IllegalArgumentException("qty " + qty);
        }
        try (Jedis j = pool.getResource()) {
            j.hincrBy("cart:" + visitor, sku, qty);
            j.expire("cart:" + visitor, TTL);
        }
    }

    public void shutdown() {
        pool.close();
    }
}
