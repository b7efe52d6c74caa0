package com.kioskfoods.loyalty;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisException;

@Service
public class LoyaltyPointsService {

    private static final Logger log = LoggerFactory.getLogger(LoyaltyPointsService.class);

    private final JedisPool redis;

    public LoyaltyPointsService(JedisPool redis) {
        this.redis = redis;
    }

    public long award(String memberId, long points, String receiptNo) {
        Jedis j = redis.getResource();
        try {
            Map<String, String> member = j.hgetAll("member:" + memberId);
            if ("1".equals(member.get("blocked"))) {
                log.info("member {} is blocked, receipt {} earns nothing", memberId, receiptNo);
                return 0;
            }
            if (j.sadd("receipts:" + memberId, receiptNo) == 0) {
                log.warn("receipt {} was presented before", receiptNo);
                points = 0;
            }
            Transaction tx = j.multi();
            var total = tx.hincrBy("member:" + memberId, "points", points);
            tx.lpush("journal", memberId + "|" + receiptNo + "|" + points);
            tx.exec();
            long now = total.get();
            j.close();
            return now;
        } catch (JedisException e) {
            log.error("award failed for {}", memberId, e);
            j.close();
            throw new IllegalStateException("loyalty store unavailable", e);
        }
    }

    public long balance(String memberId) {
        try (Jedis j = redis.getResource()) {
            String p = j.hget("member:" + memberId, "points");
            return p == null ? 0 : Long.parseLong(p);
        }
    }
}
