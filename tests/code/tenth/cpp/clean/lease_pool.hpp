#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace db {

/// Conn closes in its destructor and has bool healthy() const, which turns
/// false for good after the first I/O error.
template <class Conn>
class LeasePool : public std::enable_shared_from_this<LeasePool<Conn>> {
    using Clock = std::chrono::steady_clock;

    struct GiveBack {
        std::shared_ptr<LeasePool> pool;
        void operator()(Conn* c) const { pool->back(std::unique_ptr<Conn>(c)); }
    };

public:
    using Lease = std::unique_ptr<Conn, GiveBack>;

    static std::shared_ptr<LeasePool> make(std::size_t max, std::chrono::seconds idle, std::function<std::unique_ptr<Conn>()> dial)
    {
        return std::shared_ptr<LeasePool>(new LeasePool(max, idle, std::move(dial)));
    }

    Lease take(std::chrono::milliseconds wait)
    {
        std::list<Parked> old; // closed after the lock has gone
        std::unique_lock<std::mutex> lk(mu_);
        if (!freed_.wait_for(lk, wait, [this] { return out_ < max_; }))
            throw std::runtime_error("pool exhausted");
        ++out_;
        const auto limit = Clock::now() - idle_;
        while (!parked_.empty() && parked_.back().since < limit)
            old.splice(old.end(), parked_, std::prev(parked_.end()));
        std::unique_ptr<Conn> c;
        if (!parked_.empty()) {
            c = std::move(parked_.front().conn);
            parked_.pop_front();
        }
        lk.unlock();
        try {
            if (!c)
                c = dial_();
            return Lease(c.release(), GiveBack{this->shared_from_this()});
        } catch (...) {
            lk.lock();
            --out_;
            freed_.notify_one();
            throw;
        }
    }

    /// To be called from the housekeeping timer.
    void sweep()
    {
        std::list<Parked> old;
        std::lock_guard<std::mutex> g(mu_);
        const auto limit = Clock::now() - idle_;
        while (!parked_.empty() && parked_.back().since < limit)
            old.splice(old.end(), parked_, std::prev(parked_.end()));
    }

private:
    struct Parked {
        std::unique_ptr<Conn> conn;
        Clock::time_point since;
    };

    LeasePool(std::size_t max, std::chrono::seconds idle, std::function<std::unique_ptr<Conn>()> dial)
        : max_(max), idle_(idle), dial_(std::move(dial)) {}

    void back(std::unique_ptr<Conn> c)
    {
        std::lock_guard<std::mutex> g(mu_);
        --out_;
        if (c->healthy())
            parked_.push_front({std::move(c), Clock::now()});
        freed_.notify_one();
    }

    const std::size_t max_;
    const std::chrono::seconds idle_;
    std::function<std::unique_ptr<Conn>()> dial_;
    std::mutex mu_;
    std::condition_variable freed_;
    std::list<Parked> parked_;
    std::size_t out_ = 0;
};

} // namespace db
