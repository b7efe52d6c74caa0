package ch.alpticket.voucher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;

public class VoucherCache implements AutoCloseable {
    private static final int TTL = 3600;
    private final JedisPool pool;

    public VoucherCache(String host) {
        JedisPoolConfig cfg = new JedisPoolConfig();
        cfg.setMaxTotal(32);
        cfg.setMaxIdle(8);
        cfg.setMaxWait(Duration.ofMillis(500));
        cfg.setTestWhileIdle(true);
        cfg.setMinEvictableIdleTime(Duration.ofMinutes(1));
        cfg.setTimeBetweenEvictionRuns(Duration.ofSeconds(20));
        pool = new JedisPool(cfg, host, 6379, 1500);
    }

    /** Null when the code isn't cached; a cache that is down counts as a miss. */
    public String lookup(String code) {
        try (Jedis j = pool.getResource()) {
            String v = j.get("v:" + code);
            if (v == null) return null;
            j.expire("v:" + code, TTL);
            return v;
        } catch (JedisException e) {
            System.err.println("voucher cache: " + e.getMessage());
            return null;
        }
    }

    public Map<String, String> lookupAll(List<String> codes) {
        Map<String, String> found = new HashMap<>();
        try (Jedis j = pool.getResource(); Pipeline p = j.pipelined()) {
            List<Response<String>> answers = new ArrayList<>();
            for (String c : codes) answers.add(p.get("v:" + c));
            p.sync();
            for (int i = 0; i < codes.size(); i++) {
                String v = answers.get(i).get();
                if (v != null) found.put(codes.get(i), v);
            }
        }
        return found;
    }

    public void remember(String code, String json) {
        try (Jedis j = pool.getResource()) {
            j.setex("v:" + code, TTL, json);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
