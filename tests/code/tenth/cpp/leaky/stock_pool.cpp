#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "wms/line_client.h" // connects in ctor (2 s), request() 3 s timeout, heartbeat every 30 s, closes in dtor

namespace shop {

class StockPool {
public:
    StockPool(std::string host, int port, std::size_t max) : host_(std::move(host)), port_(port), max_(max) {}

    wms::LineClient* lease()
    {
        std::unique_lock<std::mutex> lk(m_);
        if (!cv_.wait_for(lk, std::chrono::seconds(2), [&] { return !idle_.empty() || total_ < max_; }))
            return nullptr;
        if (!idle_.empty()) {
            auto c = std::move(idle_.back());
            idle_.pop_back();
            return c.release();
        }
        ++total_;
        lk.unlock();
        try {
            return new wms::LineClient(host_, port_);
        } catch (...) {
            std::lock_guard<std::mutex> g(m_);
            --total_;
            cv_.notify_one();
            throw;
        }
    }

    void giveBack(wms::LineClient* c)
    {
        std::lock_guard<std::mutex> g(m_);
        idle_.emplace_back(c);
        cv_.notify_one();
    }

    void discard(wms::LineClient* c)
    {
        delete c;
        std::lock_guard<std::mutex> g(m_);
        --total_;
        cv_.notify_one();
    }

private:
    std::string host_;
    int port_;
    std::size_t max_, total_ = 0;
    std::mutex m_;
    std::condition_variable cv_;
    std::vector<std::unique_ptr<wms::LineClient>> idle_;
};

/// Pieces in stock, nothing when the warehouse doesn't know the article.
std::optional<int> piecesOf(StockPool& pool, const std::string& article)
{
    wms::LineClient* c = pool.lease();
    if (!c)
        return std::nullopt;

    std::string answer;
    try {
        answer = c->request("STK " + article);
    } catch (const wms::LineError& e) {
        std::fprintf(stderr, "stock %s: %s\n", article.c_str(), e.what());
        pool.discard(c);
        return std::nullopt;
    }
    int pieces = 0;
    char state = 0;
    if (std::sscanf(answer.c_str(), "%c %d", &state, &pieces) != 2) {
        std::fprintf(stderr, "stock %s: answer '%s'\n", article.c_str(), answer.c_str());
        pool.discard(c);
        return std::nullopt;
    }
    if (state == 'X') // discontinued
        return 0;
    pool.giveBack(c);
    return pieces;
}

} // namespace shop
