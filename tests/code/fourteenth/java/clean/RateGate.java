package api.edge.limit;

import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisConnectionException;

public class RateGate {
    private final JedisPool pool;
    private final int perMinute;

    public RateGate(JedisPool pool, int perMinute) {
        this.pool = pool;
        this.perMinute = perMinute;
    }

    public boolean admit(String apiKey, long epochMinute) {
        String bucket = "gate:" + apiKey + ":" + epochMinute;
        Jedis jedis = null;
        try {
            jedis = pool.getResource();
            Pipeline p = jedis.pipelined();
            Response<Long> hits = p.incr(bucket);
            p.expire(bucket, 120L);
            p.sync();
            return hits.get() <= perMinute;
        } catch (JedisConnectionException e) {
            // fail open: product decided that in the March incident review
            System.err.println("rate gate degraded: " + e.getMessage());
            return true;
        } finally {
            if (jedis != null) {
                jedis.close();
            }
        }
    }
}
