#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>

namespace up {

int dial(const std::string& where);  // dial.cpp; connect and i/o timeouts and keepalive are set there

class Upstream {
    std::atomic<int> refs_{1};
    const int fd_;
    std::mutex io_;
    ~Upstream() { ::close(fd_); }

public:
    explicit Upstream(int fd) : fd_(fd) {}
    Upstream* ref() {
        refs_.fetch_add(1, std::memory_order_relaxed);
        return this;
    }
    void unref() {
        if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
    }
    bool send(const std::string& datum) {
        std::lock_guard<std::mutex> g(io_);
        char c;
        if (::recv(fd_, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0) return false;  // they went away
        for (size_t at = 0; at < datum.size();) {
            ssize_t n = ::send(fd_, datum.data() + at, datum.size() - at, MSG_NOSIGNAL);
            if (n <= 0) return false;
            at += static_cast<size_t>(n);
        }
        return true;
    }
};

class Registry {
    std::mutex m_;
    std::map<std::string, Upstream*> byName_;

public:
    ~Registry() {
        for (auto& [name, u] : byName_) u->unref();
    }

    /// The caller owns one reference of what comes back.
    Upstream* get(const std::string& name) {
        std::lock_guard<std::mutex> g(m_);
        auto it = byName_.find(name);
        if (it != byName_.end()) return it->second->ref();
        int fd = dial(name);
        if (fd < 0) return nullptr;
        auto* u = new Upstream(fd);
        byName_.emplace(name, u);
        return u->ref();
    }

    void forget(const std::string& name, Upstream* bad) {
        std::lock_guard<std::mutex> g(m_);
        auto it = byName_.find(name);
        if (it == byName_.end() || it->second != bad) return;
        byName_.erase(it);
        bad->unref();
    }
};

bool publish(Registry& r, const std::string& shard, const std::string& datum) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        Upstream* u = r.get(shard);
        if (!u) return false;
        const bool ok = u->send(datum);
        if (!ok) r.forget(shard, u);
        u->unref();
        if (ok) return true;
    }
    return false;
}

}  // namespace up
