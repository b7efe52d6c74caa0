#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

using std::chrono::steady_clock;

struct DirConn {
    int fd;
    bool usable = true;
    steady_clock::time_point since{};
    explicit DirConn(int f) : fd(f) {}
    ~DirConn() { ::close(fd); }
};

static int dialDirectory(const std::string& host) {
    addrinfo want{}, *list = nullptr;
    want.ai_socktype = SOCK_STREAM;
    if (int rc = ::getaddrinfo(host.c_str(), "389", &want, &list)) throw std::runtime_error(gai_strerror(rc));
    std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> hold(list, ::freeaddrinfo);
    for (auto* a = list; a; a = a->ai_next) {
        int fd = ::socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0) continue;
        timeval tv{6, 0};
        int on = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(fd, a->ai_addr, a->ai_addrlen) == 0) return fd;
        ::close(fd);
    }
    throw std::runtime_error(host + " unreachable");
}

// Handles are shared_ptrs with a deleter that parks the connection again; a handle may outlive the pool.
class LdapPool : public std::enable_shared_from_this<LdapPool> {
public:
    LdapPool(std::string host, unsigned max) : host_(std::move(host)), max_(max) {}

    std::shared_ptr<DirConn> take() {
        std::unique_lock lk(m_);
        if (!cv_.wait_for(lk, std::chrono::seconds(5), [&] { return !idle_.empty() || out_ < max_; }))
            throw std::runtime_error("directory pool exhausted");
        std::unique_ptr<DirConn> c;
        while (!idle_.empty() && !c) {
            c = std::move(idle_.back());
            idle_.pop_back();
            if (stale(*c)) c.reset();
        }
        ++out_;
        lk.unlock();
        try {
            if (!c) c = std::make_unique<DirConn>(dialDirectory(host_));
            return std::shared_ptr<DirConn>(c.release(), [w = weak_from_this()](DirConn* d) {
                std::unique_ptr<DirConn> mine(d);
                if (auto p = w.lock()) p->park(std::move(mine));
            });
        } catch (...) {
            std::lock_guard g(m_);
            --out_;
            cv_.notify_one();
            throw;
        }
    }

    // every ten seconds, from the service's timer thread
    void tidy() {
        std::lock_guard g(m_);
        idle_.remove_if([](const auto& c) { return stale(*c); });
    }

private:
    static bool stale(const DirConn& c) {
        if (steady_clock::now() - c.since > std::chrono::seconds(50)) return true;
        char b;
        ssize_t n = ::recv(c.fd, &b, 1, MSG_PEEK | MSG_DONTWAIT);
        return n >= 0 || errno != EAGAIN;   // 0: server hung up; >0: notice of disconnection
    }

    void park(std::unique_ptr<DirConn> c) {
        std::lock_guard g(m_);
        --out_;
        if (c->usable) {
            c->since = steady_clock::now();
            idle_.push_back(std::move(c));
        }
        cv_.notify_one();
    }

    const std::string host_;
    const unsigned max_;
    unsigned out_ = 0;
    std::list<std::unique_ptr<DirConn>> idle_;
    std::mutex m_;
    std::condition_variable cv_;
};
