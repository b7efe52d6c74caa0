package shop.kiosk.coupon;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;
import redis.clients.jedis.exceptions.JedisException;

import java.time.Duration;

public class CouponCounter {

    private final JedisPool pool;

    public CouponCounter(String host, int port) {
        JedisPoolConfig cfg = new JedisPoolConfig();
        cfg.setMaxTotal(24);
        cfg.setMaxIdle(8);
        cfg.setMaxWait(Duration.ofMillis(500));
        cfg.setTestWhileIdle(true);
        pool = new JedisPool(cfg, host, port, 1500);
    }

    /** true when this coupon may still be redeemed today */
    public boolean tryRedeem(String campaign, String coupon, int limit) {
        try {
            Jedis j = pool.getResource();
            String key = "coupon:" + campaign + ":" + coupon;
            long used = j.incr(key);
            if (used == 1) {
                j.expire(key, 86_400L);
            }
            j.close();
            return used <= limit;
        } catch (JedisException e) {
            System.err.println("[coupon] redis unavailable, letting customer pass: " + e.getMessage());
            return true;
        }
    }

    public long used(String campaign, String coupon) {
        try (Jedis j = pool.getResource()) {
            String v = j.get("coupon:" + campaign + ":" + coupon);
            return v == null ? 0 : Long.parseLong(v);
        }
    }

    public void shutdown() {
        pool.close();
    }
}
