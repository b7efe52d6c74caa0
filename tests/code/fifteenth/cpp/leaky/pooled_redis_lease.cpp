// fragment: session_store.cpp (pool is our own, 16 connections, acquire() blocks up to 2 s)
namespace store {

class RedisPool {
public:
    RedisConn* acquire(std::chrono::milliseconds wait);   // nullptr on timeout
    void       release(RedisConn* c);
    void       discard(RedisConn* c);                      // closes, makes room
    static RedisPool& instance();
};

static const std::chrono::milliseconds kWait{2000};

std::optional<Session> loadSession(const std::string& id)
{
    auto& pool = RedisPool::instance();
    RedisConn* c = pool.acquire(kWait);
    if (!c) {
        LOG(WARNING) << "redis pool exhausted";
        return std::nullopt;
    }
    Reply r;
    if (!c->command({"GET", "sess:" + id}, &r)) {
        LOG(ERROR) << "redis: " << c->lastError();
        pool.discard(c);
        return std::nullopt;
    }
    if (r.type == Reply::Nil) {
        pool.release(c);
        return std::nullopt;
    }
    if (r.type != Reply::Bulk) {
        LOG(ERROR) << "unexpected reply type " << r.type << " for session " << id;
        return std::nullopt;
    }
    Session s = Session::fromBlob(r.str);
    pool.release(c);
    return s;
}

bool saveSession(const Session& s, int ttl)
{
    auto& pool = RedisPool::instance();
    RedisConn* c = pool.acquire(kWait);
    if (!c)
        return false;
    Reply r;
    const bool ok = c->command({"SETEX", "sess:" + s.id, std::to_string(ttl), s.toBlob()}, &r);
    if (!ok) {
        LOG(ERROR) << "redis: " << c->lastError();
        pool.discard(c);
        return false;
    }
    pool.release(c);
    return r.type == Reply::Status;
}

} // namespace store
