package com.acme.gateway;

import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisException;

/** Fixed-window limiter in front of the public API. */
public class JedisRateLimiter {

    private final JedisPool pool;
    private final int perMinute;

    public JedisRateLimiter(String host, int perMinute) {
        JedisPoolConfig cfg = new JedisPoolConfig();
        cfg.setMaxTotal(64);
        cfg.setMaxWaitMillis(200);
        cfg.setMinEvictableIdleTimeMillis(60_000);
        cfg.setTimeBetweenEvictionRunsMillis(15_000);
        this.pool = new JedisPool(cfg, host, 6379, 500);
        this.perMinute = perMinute;
    }

    public void check(String apiKey) {
        Jedis j = pool.getResource();
        long count;
        try {
            String k = "rl:" + apiKey + ":" + System.currentTimeMillis() / 60_000;
            Transaction t = j.multi();
            Response<Long> n = t.incr(k);
            t.expire(k, 90);
            List<Object> done = t.exec();
            count = done == null ? 0 : n.get();
        } catch (JedisException e) {
            // better to let people in than to be down with redis
            j.close();
            return;
        }
        if (count > perMinute) {
            throw new TooManyRequests(apiKey, count);
        }
        j.close();
    }

    public static final class TooManyRequests extends RuntimeException {
        public final long count;
        TooManyRequests(String key, long count) {
            super(key + " had " + count + " requests this minute");
            this.count = count;
        }
    }
}
