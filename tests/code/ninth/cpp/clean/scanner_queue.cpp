#include <sys/socket.h>
#include <sys/time.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <queue>
#include <stop_token>
#include <thread>
#include <vector>

// Mail attachments get scanned for viruses here. shared_ptr<Conn> everywhere:
// the scan and the quota accounting may outlive one another.

class Conn {
public:
    explicit Conn(int fd) : fd_(fd) {}
    ~Conn() { ::close(fd_); }
    Conn(const Conn&) = delete;
    Conn& operator=(const Conn&) = delete;
    int fd() const { return fd_; }

    // the client sees our last words before the end; at most 2 s
    void finish() {
        ::shutdown(fd_, SHUT_WR);
        char rest[2048];
        pollfd p{fd_, POLLIN, 0};
        for (int i = 0; i < 20 && ::poll(&p, 1, 100) > 0; ++i)
            if (::recv(fd_, rest, sizeof rest, 0) <= 0) break;
    }
private:
    int fd_;
};
using ConnPtr = std::shared_ptr<Conn>;

void scan_mail(const ConnPtr& c);                 // scan.cpp
void account(const ConnPtr& c, bool accepted);    // quota.cpp, bumps counters

class ScanQueue {
public:
    explicit ScanQueue(size_t cap) : cap_(cap) {}

    bool offer(ConnPtr c) {
        std::lock_guard l(m_);
        if (q_.size() >= cap_) return false;
        q_.push(std::move(c));
        cv_.notify_one();
        return true;
    }

    ConnPtr next(std::stop_token st) {
        std::unique_lock l(m_);
        if (!cv_.wait(l, st, [this] { return !q_.empty(); })) return nullptr;
        ConnPtr c = std::move(q_.front());
        q_.pop();
        return c;
    }

private:
    std::mutex m_;
    std::condition_variable_any cv_;
    std::queue<ConnPtr> q_;
    size_t cap_;
};

int serve(int lfd, const std::function<bool()>& quitting) {
    ScanQueue todo(256), refused(256);
    std::vector<std::jthread> pool;
    for (int i = 0; i < 6; ++i)
        pool.emplace_back([&](std::stop_token st) {
            while (ConnPtr c = todo.next(st)) {
                scan_mail(c);
                c->finish();
            }
        });
    pool.emplace_back([&](std::stop_token st) {
        while (ConnPtr c = refused.next(st)) {
            constexpr char msg[] = "421 scanner overloaded\r\n";
            ::send(c->fd(), msg, sizeof msg - 1, MSG_NOSIGNAL);
            c->finish();
        }
    });

    while (!quitting()) {
        pollfd p{lfd, POLLIN, 0};
        if (::poll(&p, 1, 500) <= 0) continue;
        int raw = ::accept4(lfd, nullptr, nullptr, SOCK_CLOEXEC);
        if (raw < 0) {
            if (errno == EMFILE || errno == ENFILE) ::usleep(100'000);
            continue;
        }
        auto c = std::make_shared<Conn>(raw);
        timeval tv{30, 0};
        ::setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(raw, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        bool ok = todo.offer(c);
        account(c, ok);
        if (!ok)
            refused.offer(std::move(c));
    }
    return 0;
}
