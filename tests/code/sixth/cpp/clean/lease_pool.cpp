#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

int dialBackend(const std::string& addr);      // net.cpp, NODELAY and timeouts set
bool exchange(int fd, const std::string& rq, std::string& rsp);

class Backends {
    using Clock = std::chrono::steady_clock;
    struct Spare { int fd; Clock::time_point since; };
    std::mutex m_;
    std::condition_variable cv_;
    std::vector<Spare> spare_;
    size_t out_ = 0;
    const size_t max_;
    const std::string addr_;

    void back(int fd, bool good) {
        {
            std::lock_guard<std::mutex> g(m_);
            --out_;
            if (good) {
                spare_.push_back({fd, Clock::now()});
                fd = -1;
            }
        }
        if (fd >= 0) ::close(fd);
        cv_.notify_one();
    }

public:
    class Lease {
        Backends* p_;
        int fd_;
        bool good_ = false;
    public:
        Lease(Backends* p, int fd) : p_(p), fd_(fd) {}
        Lease(Lease&& o) noexcept : p_(std::exchange(o.p_, nullptr)), fd_(o.fd_), good_(o.good_) {}
        ~Lease() { if (p_) p_->back(fd_, good_); }
        int fd() const { return fd_; }
        void good() { good_ = true; }
    };

    Backends(std::string addr, size_t max) : max_(max), addr_(std::move(addr)) {}
    ~Backends() { for (auto& s : spare_) ::close(s.fd); }

    Lease take(std::chrono::milliseconds patience) {
        std::unique_lock<std::mutex> l(m_);
        if (!cv_.wait_for(l, patience, [this] { return out_ < max_; })) throw std::runtime_error("pool empty");
        ++out_;
        while (!spare_.empty()) {
            Spare s = spare_.back();
            spare_.pop_back();
            if (Clock::now() - s.since < std::chrono::seconds(30)) return Lease(this, s.fd);
            ::close(s.fd);
        }
        l.unlock();
        int fd = dialBackend(addr_);
        if (fd < 0) {
            back(-1, false);
            throw std::runtime_error("dial " + addr_);
        }
        return Lease(this, fd);
    }
};

std::string ask(Backends& b, const std::string& rq) {
    auto lease = b.take(std::chrono::milliseconds(300));
    std::string rsp;
    if (!exchange(lease.fd(), rq, rsp)) throw std::runtime_error("backend");
    lease.good();
    return rsp;
}
