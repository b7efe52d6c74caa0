import redis.clients.jedis.*;

class PoolBorrowThrow {
    private final JedisPool pool = new JedisPool("redis");
    String get(String k) {
        Jedis j = pool.getResource();
        String v = j.get(k);
        if (v == null)
            throw new IllegalArgumentException(k); // expect: close-wait-leak
        j.close();
        return v;
    }
}
