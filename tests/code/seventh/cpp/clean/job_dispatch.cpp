#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>
#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

// Print-shop RIP server. The acceptor hands descriptors to the workers; a
// worker owns what it takes and closes it.

class FdQueue {
public:
    explicit FdQueue(size_t cap) : cap_(cap) {}
    // false: full, the descriptor stays with the caller
    bool offer(int fd) {
        std::lock_guard<std::mutex> g(m_);
        if (q_.size() >= cap_) return false;
        q_.push_back(fd);
        cv_.notify_one();
        return true;
    }
    int take() {
        std::unique_lock<std::mutex> g(m_);
        cv_.wait(g, [this] { return !q_.empty(); });
        int fd = q_.front();
        q_.pop_front();
        return fd;
    }
private:
    size_t cap_;
    std::deque<int> q_;
    std::mutex m_;
    std::condition_variable cv_;
};

static bool ripJob(int fd)
{
    char buf[32768];
    unsigned long sum = 0;
    for (;;) {
        ssize_t n = recv(fd, buf, sizeof buf, 0);
        if (n == 0) break;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        for (ssize_t i = 0; i < n; ++i) sum += (unsigned char)buf[i];
    }
    int len = snprintf(buf, sizeof buf, "RIPPED %lx\n", sum);
    for (int at = 0; at < len;) {
        ssize_t n = send(fd, buf + at, len - at, MSG_NOSIGNAL);
        if (n <= 0) return false;
        at += n;
    }
    return true;
}

static void worker(FdQueue &q)
{
    for (;;) {
        int fd = q.take();
        if (!ripJob(fd)) fprintf(stderr, "job on %d failed: %s\n", fd, strerror(errno));
        close(fd);
    }
}

static void refuse(int fd)
{
    static const char busy[] = "BUSY\n";
    send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    shutdown(fd, SHUT_WR);
    timeval tv{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    try {
        std::thread([fd] {
            char sink[4096];
            for (int i = 0; i < 16 && recv(fd, sink, sizeof sink, 0) > 0; ++i) {}
            close(fd);
        }).detach();
    } catch (const std::system_error &) {
        close(fd);
    }
}

int serve(int lfd)
{
    FdQueue q(64);
    std::vector<std::thread> crew;
    for (int i = 0; i < 8; ++i) crew.emplace_back(worker, std::ref(q));
    for (;;) {
        int fd = accept(lfd, nullptr, nullptr);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) sleep(1);
            continue;
        }
        timeval tv{45, 0};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (!q.offer(fd)) refuse(fd);
    }
}
