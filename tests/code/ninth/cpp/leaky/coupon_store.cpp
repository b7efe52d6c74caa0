#include <hiredis/hiredis.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <spdlog/spdlog.h>
#include <string>
#include <vector>

namespace shop {

class RedisPool {
public:
  RedisPool(std::string host, int port, size_t size)
      : host_(std::move(host)), port_(port), left_(size) {}
  ~RedisPool() { for (auto* c : idle_) redisFree(c); }

  redisContext* borrow() {
    std::unique_lock lk(mu_);
    cv_.wait(lk, [&] { return !idle_.empty() || left_ > 0; });
    if (!idle_.empty()) {
      auto* c = idle_.back();
      idle_.pop_back();
      return c;
    }
    --left_;
    lk.unlock();
    timeval tv{1, 500000};
    auto* c = redisConnectWithTimeout(host_.c_str(), port_, tv);
    if (!c || c->err) {
      if (c) redisFree(c);
      std::lock_guard g(mu_);
      ++left_;
      cv_.notify_one();
      return nullptr;
    }
    redisSetTimeout(c, tv);
    redisEnableKeepAlive(c);
    return c;
  }

  void giveBack(redisContext* c, bool broken = false) {
    std::lock_guard g(mu_);
    if (broken) {
      redisFree(c);
      ++left_;
    } else {
      idle_.push_back(c);
    }
    cv_.notify_one();
  }

private:
  std::string host_;
  int port_;
  size_t left_;
  std::vector<redisContext*> idle_;
  std::mutex mu_;
  std::condition_variable cv_;
};

using Reply = std::unique_ptr<redisReply, void (*)(void*)>;

// Takes one use off the coupon; nullopt when redis is away.
std::optional<long long> redeem(RedisPool& pool, const std::string& code) {
  redisContext* rc = pool.borrow();
  if (!rc) return std::nullopt;

  Reply r(static_cast<redisReply*>(redisCommand(rc, "DECR coupon:%s", code.c_str())),
          freeReplyObject);
  if (!r) {
    spdlog::warn("redis gone: {}", rc->errstr);
    pool.giveBack(rc, true);
    return std::nullopt;
  }
  if (r->type == REDIS_REPLY_ERROR) {
    spdlog::error("coupon {}: {}", code, r->str);
    return std::nullopt;
  }
  long long left = r->integer;
  pool.giveBack(rc);
  return left;
}

}  // namespace shop
