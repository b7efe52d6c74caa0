#pragma once
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>
#include <sys/socket.h>
#include <unistd.h>

// Pool of sockets to the pricing engine. A Lease is a shared_ptr whose deleter brings the socket home.

namespace pricing {

struct Engine {
    explicit Engine(int f) : fd(f) {}
    ~Engine() { ::close(fd); }
    int fd;
    bool broken = false;
    std::chrono::steady_clock::time_point parked;
};

int dial_engine();      // throws; sets TCP_NODELAY, SO_KEEPALIVE and 1 s timeouts

class Pool : public std::enable_shared_from_this<Pool> {
public:
    using Lease = std::shared_ptr<Engine>;
    explicit Pool(std::size_t cap) : cap_(cap) {}

    Lease acquire(std::chrono::milliseconds patience) {
        std::unique_ptr<Engine> e;
        {
            std::unique_lock lk(m_);
            if (!cv_.wait_for(lk, patience, [&] { return out_ < cap_; }))
                throw std::runtime_error("pricing pool exhausted");
            ++out_;
            e = pick(lk);
        }
        if (!e) {
            try {
                e = std::make_unique<Engine>(dial_engine());
            } catch (...) {
                settle(nullptr);
                throw;
            }
        }
        auto home = weak_from_this();
        return Lease(e.release(), [home](Engine* raw) {
            std::unique_ptr<Engine> mine(raw);
            if (auto p = home.lock()) p->settle(std::move(mine));
        });
    }

private:
    std::unique_ptr<Engine> pick(std::unique_lock<std::mutex>&) {
        const auto now = std::chrono::steady_clock::now();
        while (!parked_.empty()) {
            auto e = std::move(parked_.back());
            parked_.pop_back();
            char c;
            if (now - e->parked < std::chrono::seconds(20) &&
                ::recv(e->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0)
                return e;
        }
        return nullptr;
    }

    void settle(std::unique_ptr<Engine> e) {
        std::lock_guard lk(m_);
        --out_;
        if (e && !e->broken) {
            e->parked = std::chrono::steady_clock::now();
            parked_.push_back(std::move(e));
        }
        cv_.notify_one();
    }

    const std::size_t cap_;
    std::size_t out_ = 0;
    std::mutex m_;
    std::condition_variable cv_;
    std::vector<std::unique_ptr<Engine>> parked_;
};

} // namespace pricing
