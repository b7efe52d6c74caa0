#pragma once
// Connections to the spare-parts depot, leased as shared_ptr whose deleter
// returns them. Broken ones are thrown away.
#include <unistd.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace depot {

class Conn {
public:
    explicit Conn(int fd) : fd_(fd) {}
    ~Conn() { ::close(fd_); }
    Conn(const Conn &) = delete;
    Conn &operator=(const Conn &) = delete;
    int fd() const { return fd_; }
    void spoil() { good_ = false; }
    bool usable() const {
        char c;
        return good_ && ::recv(fd_, &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
    }
    std::chrono::steady_clock::time_point parked{};

private:
    int fd_;
    bool good_ = true;
};

class Pool : public std::enable_shared_from_this<Pool> {
public:
    using Dialer = std::function<int()>;      // connected fd (TCP_NODELAY, timeouts set) or throws

    static std::shared_ptr<Pool> create(Dialer d, size_t limit) {
        return std::shared_ptr<Pool>(new Pool(std::move(d), limit));
    }

    std::shared_ptr<Conn> lease(std::chrono::milliseconds patience) {
        std::unique_lock<std::mutex> lk(m_);
        if (!cv_.wait_for(lk, patience, [&] { return out_ < limit_; })) throw std::runtime_error("depot pool busy");
        ++out_;
        while (!idle_.empty()) {
            std::unique_ptr<Conn> c = std::move(idle_.back());
            idle_.pop_back();
            auto age = std::chrono::steady_clock::now() - c->parked;
            if (age < std::chrono::seconds(30) && c->usable()) return wrap(c.release());
        }
        lk.unlock();
        try {
            return wrap(new Conn(dial_()));
        } catch (...) {
            lk.lock();
            --out_;
            cv_.notify_one();
            throw;
        }
    }

private:
    Pool(Dialer d, size_t limit) : dial_(std::move(d)), limit_(limit) {}

    std::shared_ptr<Conn> wrap(Conn *raw) {
        return std::shared_ptr<Conn>(raw, [home = shared_from_this()](Conn *c) { home->giveBack(c); });
    }

    void giveBack(Conn *c) {
        std::unique_ptr<Conn> own(c);
        std::lock_guard<std::mutex> lk(m_);
        --out_;
        own->parked = std::chrono::steady_clock::now();
        if (own->usable()) idle_.push_back(std::move(own));
        while (!idle_.empty() && std::chrono::steady_clock::now() - idle_.front()->parked > std::chrono::seconds(30))
            idle_.pop_front();
        cv_.notify_one();
    }

    Dialer dial_;
    size_t limit_, out_ = 0;
    std::mutex m_;
    std::condition_variable cv_;
    std::deque<std::unique_ptr<Conn>> idle_;
};

}  // namespace depot
