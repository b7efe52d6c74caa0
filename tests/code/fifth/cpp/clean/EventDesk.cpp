#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

// Helpdesk phone events (CTI). Connections live in a table; the table's entry is the owner.

using Clock = std::chrono::steady_clock;

class Conn {
public:
    Conn(int fd, int ep) : fd_(fd), ep_(ep) {
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.fd = fd;
        registered_ = ::epoll_ctl(ep_, EPOLL_CTL_ADD, fd_, &e) == 0;
    }
    ~Conn() {
        if (registered_) ::epoll_ctl(ep_, EPOLL_CTL_DEL, fd_, nullptr);
        ::close(fd_);
    }
    Conn(const Conn&) = delete;
    Conn& operator=(const Conn&) = delete;

    bool ok() const { return registered_; }
    Clock::time_point last = Clock::now();

    // false when the connection is to go
    bool pull(const std::function<void(const std::string&)>& event) {
        char b[2048];
        for (;;) {
            const ssize_t n = ::recv(fd_, b, sizeof b, MSG_DONTWAIT);
            if (n == 0) return false;
            if (n < 0) return errno == EAGAIN || errno == EINTR;
            last = Clock::now();
            acc_.append(b, static_cast<size_t>(n));
            size_t at;
            while ((at = acc_.find('\n')) != std::string::npos) {
                event(acc_.substr(0, at));
                acc_.erase(0, at + 1);
            }
            if (acc_.size() > 65536) return false;
        }
    }
private:
    int fd_, ep_;
    bool registered_ = false;
    std::string acc_;
};

class EventDesk {
public:
    EventDesk(int lsn, std::function<void(const std::string&)> cb) : lsn_(lsn), cb_(std::move(cb)) {
        ep_ = ::epoll_create1(EPOLL_CLOEXEC);
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.fd = lsn_;
        ::epoll_ctl(ep_, EPOLL_CTL_ADD, lsn_, &e);
    }
    ~EventDesk() { table_.clear(); ::close(ep_); }

    void turn() {
        epoll_event ev[50];
        const int n = ::epoll_wait(ep_, ev, 50, 1000);
        for (int i = 0; i < n; ++i) {
            const int fd = ev[i].data.fd;
            if (fd == lsn_) { take(); continue; }
            auto it = table_.find(fd);
            if (it != table_.end() && !it->second->pull(cb_)) table_.erase(it);
        }
        const auto limit = Clock::now() - std::chrono::minutes(5);
        for (auto it = table_.begin(); it != table_.end();)
            it = it->second->last < limit ? table_.erase(it) : std::next(it);
    }
private:
    void take() {
        const int fd = ::accept4(lsn_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE) ::usleep(20000);
            return;
        }
        auto c = std::make_unique<Conn>(fd, ep_);
        if (c->ok()) table_.insert_or_assign(fd, std::move(c));
    }
    int lsn_, ep_;
    std::function<void(const std::string&)> cb_;
    std::unordered_map<int, std::unique_ptr<Conn>> table_;
};
