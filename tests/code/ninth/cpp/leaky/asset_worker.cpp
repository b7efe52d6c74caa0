#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

// Game asset server: workers stream textures to the level editors.

class UniqueFd {
    int fd_ = -1;
public:
    explicit UniqueFd(int fd = -1) : fd_(fd) {}
    UniqueFd(UniqueFd&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& o) noexcept { std::swap(fd_, o.fd_); return *this; }
    ~UniqueFd() { if (fd_ >= 0) ::close(fd_); }
    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }
    explicit operator bool() const { return fd_ >= 0; }
};

void stream_assets(int fd);      // asset_stream.cpp

class WorkerPool {
public:
    WorkerPool(unsigned n, size_t limit) : limit_(limit) {
        for (unsigned i = 0; i < n; ++i)
            threads_.emplace_back([this] { run(); });
    }

    // false when there are too many waiting already
    bool submit(int fd) {
        std::lock_guard<std::mutex> g(m_);
        if (waiting_.size() >= limit_)
            return false;
        waiting_.push_back(fd);
        cv_.notify_one();
        return true;
    }

private:
    void run() {
        for (;;) {
            std::unique_lock<std::mutex> l(m_);
            cv_.wait(l, [this] { return !waiting_.empty(); });
            UniqueFd fd(waiting_.front());
            waiting_.pop_front();
            l.unlock();
            timeval tv{60, 0};
            setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
            setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
            stream_assets(fd.get());
        }
    }

    std::mutex m_;
    std::condition_variable cv_;
    std::deque<int> waiting_;
    size_t limit_;
    std::vector<std::thread> threads_;
};

void accept_editors(int lfd, WorkerPool& pool) {
    for (;;) {
        UniqueFd c(::accept4(lfd, nullptr, nullptr, SOCK_CLOEXEC));
        if (!c) {
            if (errno == EMFILE || errno == ENFILE)
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            continue;
        }
        if (!pool.submit(c.release()))
            std::cerr << "pool saturated, editor has to come back\n";
    }
}
