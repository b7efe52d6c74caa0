package com.apigrid.edge;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

public class RateLimiter {

    private final JedisPool pool;
    private final int perMinute;

    public RateLimiter(JedisPool pool, int perMinute) {
        this.pool = pool;
        this.perMinute = perMinute;
    }

    /**
     * Fixed window counter, good enough for the partner API.
     */
    public boolean admit(String apiKey) {
        String bucket = "rl:" + apiKey + ":" + (System.currentTimeMillis() / 60_000);
        Jedis jedis = pool.getResource();
        boolean ok = false;
        try {
            long used = jedis.incr(bucket);
            if (used == 1) {
                jedis.expire(bucket, 120);
            }
            ok = used <= perMinute;
        } catch (RuntimeException e) {
            // redis down: let the request pass
            jedis.close();
            return true;
        }
        if (!ok) {
            return false;
        }
        jedis.close();
        return true;
    }
}
