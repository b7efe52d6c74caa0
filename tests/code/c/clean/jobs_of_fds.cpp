// thread pool with blocking queue of descriptors
#include <condition_variable>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <chrono>
class Jobs {
public:
    bool offer(int fd) {
        std::lock_guard<std::mutex> g(m_);
        if (stop_ || q_.size() >= 512) return false;
        q_.push(fd);
        cv_.notify_one();
        return true;
    }
    int take() {
        std::unique_lock<std::mutex> l(m_);
        cv_.wait(l, [this] { return stop_ || !q_.empty(); });
        if (q_.empty()) return -1;
        int fd = q_.front();
        q_.pop();
        return fd;
    }
    void stop() {
        std::lock_guard<std::mutex> g(m_);
        stop_ = true;
        cv_.notify_all();
    }
    ~Jobs() { while (!q_.empty()) { ::close(q_.front()); q_.pop(); } }
private:
    std::mutex m_; std::condition_variable cv_; std::queue<int> q_; bool stop_ = false;
};
static void handle(int fd)
{
    char buf[1024];
    ssize_t n;
    while ((n = ::recv(fd, buf, sizeof buf, 0)) > 0)
        if (::send(fd, buf, n, MSG_NOSIGNAL) != n) break;
}
int serve(int l, unsigned threads)
{
    Jobs jobs;
    std::vector<std::thread> pool;
    for (unsigned i = 0; i < threads; ++i)
        pool.emplace_back([&jobs] {
            for (int fd; (fd = jobs.take()) >= 0;) {
                handle(fd);
                ::close(fd);
            }
        });
    for (;;) {
        int fd = ::accept(l, nullptr, nullptr);
        if (fd < 0) {
            if (errno == EBADF) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            continue;
        }
        timeval tv{20, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        if (!jobs.offer(fd)) ::close(fd);
    }
    jobs.stop();
    for (auto& t : pool) t.join();
    return 0;
}
