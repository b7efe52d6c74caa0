package shop.basket;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;
import redis.clients.jedis.Pipeline;

public class BasketStore {
    private final JedisPool pool;

    public BasketStore(String host) {
        JedisPoolConfig cfg = new JedisPoolConfig();
        cfg.setMaxTotal(50);
        cfg.setMaxWaitMillis(500);
        cfg.setTestWhileIdle(true);
        cfg.setTimeBetweenEvictionRunsMillis(30_000);
        cfg.setMinEvictableIdleTimeMillis(60_000);
        pool = new JedisPool(cfg, host, 6379, 2_000);
    }

    public void add(String session, String sku, int qty) {
        with(j -> {
            if (j.hlen(key(session)) >= 200) {
                throw new IllegalStateException("basket is full");
            }
            j.hincrBy(key(session), sku, qty);
            j.expire(key(session), 86_400);
            return null;
        });
    }

    public Map<String, Integer> view(String session) {
        return with(j -> {
            Map<String, Integer> out = new HashMap<>();
            j.hgetAll(key(session)).forEach((sku, n) -> out.put(sku, Integer.valueOf(n)));
            return out;
        });
    }

    public void merge(String guest, String user) {
        Map<String, Integer> items = view(guest);
        if (items.isEmpty()) {
            return;
        }
        Jedis j = pool.getResource();
        try {
            Pipeline p = j.pipelined();
            items.forEach((sku, n) -> p.hincrBy(key(user), sku, n));
            p.del(key(guest));
            p.sync();
        } finally {
            j.close();
        }
    }

    private <T> T with(Function<Jedis, T> work) {
        try (Jedis j = pool.getResource()) {
            return work.apply(j);
        }
    }

    private static String key(String session) {
        return "basket:" + session;
    }

    public void shutdown() {
        pool.close();
    }
}
