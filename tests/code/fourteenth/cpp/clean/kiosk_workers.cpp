#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>
#include <functional>
#include <iostream>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>

// Self-service kiosk backend: N workers, acceptor never blocks on a customer

class KioskPool {
public:
    KioskPool(size_t workers, size_t limit, std::function<void(int)> serve)
        : limit_(limit), serve_(std::move(serve)) {
        for (size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { loop(); });
    }

    ~KioskPool() {
        {
            std::lock_guard<std::mutex> l(m_);
            stop_ = true;
        }
        cv_.notify_all();
        for (auto& t : threads_) t.join();
        for (int fd : waiting_) ::close(fd);
    }

    bool offer(int fd) {
        std::lock_guard<std::mutex> l(m_);
        if (stop_ || waiting_.size() >= limit_) return false;
        waiting_.push_back(fd);
        cv_.notify_one();
        return true;
    }

private:
    void loop() {
        for (;;) {
            int fd;
            {
                std::unique_lock<std::mutex> l(m_);
                cv_.wait(l, [this] { return stop_ || !waiting_.empty(); });
                if (stop_) return;
                fd = waiting_.front();
                waiting_.pop_front();
            }
            try {
                serve_(fd);
            } catch (const std::exception& e) {
                std::cerr << "kiosk: " << e.what() << "\n";
            }
            ::close(fd);
        }
    }

    std::mutex m_;
    std::condition_variable cv_;
    std::deque<int> waiting_;
    size_t limit_;
    bool stop_ = false;
    std::function<void(int)> serve_;
    std::vector<std::thread> threads_;
};

void kioskAcceptor(int lfd, KioskPool& pool) {
    const timeval tv{30, 0};
    for (;;) {
        int fd = ::accept4(lfd, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) {
            ::usleep(100000);
            continue;
        }
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (!pool.offer(fd)) ::close(fd);
    }
}
