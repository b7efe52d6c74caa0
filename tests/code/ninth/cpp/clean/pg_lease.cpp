#include <libpq-fe.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

// Small postgres pool used by the booking jobs. A Lease goes back in its destructor.

struct PgClose { void operator()(PGconn* c) const { PQfinish(c); } };
using PgPtr = std::unique_ptr<PGconn, PgClose>;

class PgPool {
public:
    class Lease {
    public:
        Lease(PgPool& p, PgPtr c) : pool_(&p), conn_(std::move(c)) {}
        Lease(Lease&&) = default;
        ~Lease() { if (conn_) pool_->put(std::move(conn_)); }
        PGconn* get() const { return conn_.get(); }
    private:
        PgPool* pool_;
        PgPtr conn_;
    };

    PgPool(std::string dsn, int max) : dsn_(std::move(dsn)), free_slots_(max) {}

    Lease take() {
        std::unique_lock<std::mutex> l(mx_);
        if (!cv_.wait_for(l, std::chrono::seconds(10),
                          [this] { return !idle_.empty() || free_slots_ > 0; }))
            throw std::runtime_error("database pool exhausted");
        if (!idle_.empty()) {
            PgPtr c = std::move(idle_.back());
            idle_.pop_back();
            return Lease(*this, std::move(c));
        }
        --free_slots_;
        l.unlock();
        // dsn has connect_timeout=5 keepalives_idle=60 options='-c statement_timeout=20s'
        PgPtr c(PQconnectdb(dsn_.c_str()));
        if (PQstatus(c.get()) != CONNECTION_OK) {
            std::string why = PQerrorMessage(c.get());
            l.lock();
            ++free_slots_;
            cv_.notify_one();
            throw std::runtime_error("connect: " + why);
        }
        return Lease(*this, std::move(c));
    }

private:
    void put(PgPtr c) {
        bool good = PQstatus(c.get()) == CONNECTION_OK &&
                    PQtransactionStatus(c.get()) == PQTRANS_IDLE;
        std::lock_guard<std::mutex> g(mx_);
        if (good)
            idle_.push_back(std::move(c));
        else
            ++free_slots_;          // c is finished when it leaves scope
        cv_.notify_one();
    }

    std::string dsn_;
    int free_slots_;
    std::vector<PgPtr> idle_;
    std::mutex mx_;
    std::condition_variable cv_;
};

struct ResClear { void operator()(PGresult* r) const { PQclear(r); } };

int book_seats(PgPool& pool, const std::string& show, int seats)
{
    auto db = pool.take();
    std::string n = std::to_string(seats);
    const char* args[] = { show.c_str(), n.c_str() };
    std::unique_ptr<PGresult, ResClear> r(PQexecParams(db.get(),
        "UPDATE shows SET free = free - $2::int WHERE id = $1 AND free >= $2::int RETURNING free",
        2, nullptr, args, nullptr, nullptr, 0));
    if (PQresultStatus(r.get()) != PGRES_TUPLES_OK)
        throw std::runtime_error(PQerrorMessage(db.get()));
    if (PQntuples(r.get()) == 0)
        return -1;
    return std::stoi(PQgetvalue(r.get(), 0, 0));
}
