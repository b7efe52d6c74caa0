#pragma once
#include <libpq-fe.h>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

namespace billing {

struct PgClose { void operator()(PGconn* c) const { PQfinish(c); } };
using Pg = std::unique_ptr<PGconn, PgClose>;

class Pool {
public:
    Pool(std::string dsn, size_t max) : dsn_(std::move(dsn)), max_(max) {}

    class Lease {
    public:
        Lease(Pool& p, Pg c) : pool_(&p), c_(std::move(c)) {}
        Lease(Lease&&) = default;
        ~Lease() { if (c_) pool_->giveBack(std::move(c_)); }
        PGconn* operator*() const { return c_.get(); }
    private:
        Pool* pool_;
        Pg c_;
    };

    Lease take(std::chrono::milliseconds patience) {
        std::unique_lock<std::mutex> lk(m_);
        if (!cv_.wait_for(lk, patience, [&] { return out_ < max_; }))
            throw std::runtime_error("db pool exhausted");
        ++out_;
        if (!free_.empty()) {
            Pg c = std::move(free_.back());
            free_.pop_back();
            return Lease(*this, std::move(c));
        }
        lk.unlock();
        // connect_timeout, keepalives_idle and tcp_user_timeout come with the dsn
        Pg fresh(PQconnectdb(dsn_.c_str()));
        if (PQstatus(fresh.get()) != CONNECTION_OK) {
            std::string why = fresh ? PQerrorMessage(fresh.get()) : "out of memory";
            lk.lock();
            --out_;
            cv_.notify_one();
            throw std::runtime_error("connect: " + why);
        }
        return Lease(*this, std::move(fresh));
    }

private:
    void giveBack(Pg c) {
        // broken ones or ones in mid transaction are finished here, not reused
        bool ok = PQstatus(c.get()) == CONNECTION_OK && PQtransactionStatus(c.get()) == PQTRANS_IDLE;
        std::lock_guard<std::mutex> g(m_);
        --out_;
        if (ok) free_.push_back(std::move(c));
        cv_.notify_one();
    }
    std::string dsn_;
    size_t max_, out_ = 0;
    std::vector<Pg> free_;
    std::mutex m_;
    std::condition_variable cv_;
};

}  // namespace billing
