// order_repo.cpp, only the part with the leases
namespace repo {

class Lease {
public:
    explicit Lease(DbPool& p) : pool_(p), db_(p.acquire(std::chrono::seconds(3)))
    {
        if (!db_)
            throw PoolTimeout("order pool");
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease()
    {
        if (broken_ || !db_->alive())
            pool_.discard(db_);
        else
            pool_.release(db_);
    }
    Db* operator->() { return db_; }
    void markBroken() noexcept { broken_ = true; }

private:
    DbPool& pool_;
    Db*     db_;
    bool    broken_ = false;
};

std::vector<OrderLine> linesOf(DbPool& pool, OrderId id)
{
    Lease db(pool);
    try {
        Statement st = db->prepare("SELECT sku, qty, cents FROM order_line WHERE order_id = ?");
        st.bind(1, id);
        std::vector<OrderLine> out;
        for (Row r = st.next(); r; r = st.next())
            out.push_back({ r.text(0), r.integer(1), Money{r.integer(2)} });
        return out;                     // st finishes itself, then the lease goes back
    } catch (const ConnectionLost& e) {
        LOG_WARN("order db: {}", e.what());
        db.markBroken();
        throw;
    }
}

bool cancel(DbPool& pool, OrderId id)
{
    Lease db(pool);
    Transaction tx(*db.operator->());
    if (db->exec("UPDATE orders SET state='X' WHERE id=? AND state='N'", id) != 1)
        return false;                   // tx rolls back
    db->exec("INSERT INTO order_log(order_id, what) VALUES(?, 'cancel')", id);
    tx.commit();
    return true;
}

} // namespace repo
