#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>
#include <cerrno>
#include <cstdio>
#include <sys/socket.h>
#include <unistd.h>

namespace farm {

class UniqueFd {
    int fd_ = -1;
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) noexcept : fd_(fd) {}
    UniqueFd(UniqueFd&& o) noexcept : fd_(o.release()) {}
    UniqueFd& operator=(UniqueFd&& o) noexcept { reset(o.release()); return *this; }
    ~UniqueFd() { reset(); }
    int get() const noexcept { return fd_; }
    int release() noexcept { return std::exchange(fd_, -1); }
    void reset(int n = -1) noexcept { if (fd_ >= 0) ::close(fd_); fd_ = n; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
};

class TicketQueue {
    std::mutex m_;
    std::condition_variable cv_;
    std::deque<int> q_;
    std::size_t limit_;
    bool closed_ = false;
public:
    explicit TicketQueue(std::size_t limit) : limit_(limit) {}
    bool offer(int fd) {
        std::lock_guard lk(m_);
        if (closed_ || q_.size() >= limit_) return false;
        q_.push_back(fd);
        cv_.notify_one();
        return true;
    }
    std::optional<int> take() {
        std::unique_lock lk(m_);
        cv_.wait(lk, [&] { return closed_ || !q_.empty(); });
        if (q_.empty()) return std::nullopt;
        int fd = q_.front();
        q_.pop_front();
        return fd;
    }
    void close() { std::lock_guard lk(m_); closed_ = true; cv_.notify_all(); }
};

void render_job(int fd);   // speaks with the artist's workstation, bounded by a 60 s timeout

void serve(int listener, unsigned workers) {
    TicketQueue queue{128};
    std::vector<std::thread> crew;
    for (unsigned i = 0; i < workers; ++i)
        crew.emplace_back([&queue] {
            while (auto fd = queue.take()) {
                UniqueFd conn{*fd};
                render_job(conn.get());
            }
        });

    unsigned long long turned_away = 0;
    for (;;) {
        UniqueFd conn{::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)};
        if (!conn) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno == EMFILE) { std::this_thread::sleep_for(std::chrono::milliseconds(200)); continue; }
            break;
        }
        if (!queue.offer(conn.release()))
            std::fprintf(stderr, "farm: %llu workstations turned away\n", ++turned_away);
    }
    queue.close();
    for (auto& t : crew) t.join();
}

} // namespace farm
