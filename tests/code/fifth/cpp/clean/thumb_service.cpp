#include <condition_variable>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

std::vector<uint8_t> make_thumbnail(const std::vector<uint8_t>& jpeg);

class Socket {
public:
    explicit Socket(int fd) : fd_(fd) {}
    Socket(Socket&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    Socket& operator=(Socket&& o) noexcept { std::swap(fd_, o.fd_); return *this; }
    ~Socket() { if (fd_ != -1) ::close(fd_); }

    bool read_all(void* p, size_t n) {
        auto* c = static_cast<uint8_t*>(p);
        while (n) {
            ssize_t k = ::recv(fd_, c, n, 0);
            if (k < 0 && errno == EINTR) continue;
            if (k <= 0) return false;
            c += k; n -= k;
        }
        return true;
    }
    bool write_all(const void* p, size_t n) {
        auto* c = static_cast<const uint8_t*>(p);
        while (n) {
            ssize_t k = ::send(fd_, c, n, MSG_NOSIGNAL);
            if (k < 0 && errno == EINTR) continue;
            if (k < 0) return false;
            c += k; n -= k;
        }
        return true;
    }
    void timeouts(int s) {
        timeval tv{s, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    }
private:
    int fd_;
};

class Backlog {
    std::mutex m; std::condition_variable cv; std::deque<Socket> q;
public:
    bool push(Socket s) {           // by value: a refused one ends here
        std::lock_guard<std::mutex> l(m);
        if (q.size() == 512) return false;
        q.push_back(std::move(s));
        cv.notify_one();
        return true;
    }
    Socket pop() {
        std::unique_lock<std::mutex> l(m);
        cv.wait(l, [this] { return !q.empty(); });
        Socket s = std::move(q.front());
        q.pop_front();
        return s;
    }
};

static void serve_one(Socket s) {
    uint32_t len;
    s.timeouts(15);
    if (!s.read_all(&len, 4) || (len = ntohl(len)) > 16u << 20) return;
    std::vector<uint8_t> in(len);
    if (!s.read_all(in.data(), len)) return;
    auto th = make_thumbnail(in);
    std::vector<uint8_t> out(4 + th.size());
    uint32_t be = htonl(static_cast<uint32_t>(th.size()));
    std::memcpy(out.data(), &be, 4);
    std::memcpy(out.data() + 4, th.data(), th.size());
    s.write_all(out.data(), out.size());
}

void thumb_service(int lsn) {
    static Backlog backlog;
    for (int i = 0; i < 8; ++i)
        std::thread([] { for (;;) try { serve_one(backlog.pop()); } catch (const std::exception&) {} }).detach();
    for (;;) {
        int fd = ::accept4(lsn, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0)
            backlog.push(Socket(fd));
        else if (errno == EMFILE || errno == ENFILE)
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}
