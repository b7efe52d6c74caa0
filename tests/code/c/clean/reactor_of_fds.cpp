// RAII fd, epoll reactor with map of unique_ptr
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>
#include <memory>
#include <string>
#include <cerrno>
#include <system_error>
class Fd {
public:
    explicit Fd(int fd = -1) noexcept : fd_(fd) {}
    Fd(Fd&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    Fd& operator=(Fd&& o) noexcept { if (this != &o) { reset(); fd_ = std::exchange(o.fd_, -1); } return *this; }
    ~Fd() { reset(); }
    void reset() noexcept { if (fd_ >= 0) { ::close(fd_); fd_ = -1; } }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
private:
    int fd_;
};
struct Conn { Fd fd; std::string in, out; };
class Reactor {
public:
    explicit Reactor(Fd l) : ep_(::epoll_create1(EPOLL_CLOEXEC)), l_(std::move(l)) { add(l_.get(), EPOLLIN); }
    void run() {
        epoll_event ev[128];
        for (;;) {
            int n = ::epoll_wait(ep_.get(), ev, 128, -1);
            if (n < 0) { if (errno == EINTR) continue; throw std::system_error(errno, std::generic_category()); }
            for (int i = 0; i < n; ++i) {
                if (ev[i].data.fd == l_.get()) { accept_all(); continue; }
                auto it = conns_.find(ev[i].data.fd);
                if (it == conns_.end()) continue;
                bool keep = true;
                if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) keep = readable(*it->second);
                if (keep && (ev[i].events & EPOLLOUT)) keep = flush(*it->second);
                if (!keep) conns_.erase(it);
            }
        }
    }
private:
    void add(int fd, unsigned e) { epoll_event ev{}; ev.events = e; ev.data.fd = fd; if (::epoll_ctl(ep_.get(), EPOLL_CTL_ADD, fd, &ev) != 0) throw std::system_error(errno, std::generic_category()); }
    void accept_all() {
        for (;;) {
            Fd c(::accept4(l_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
            if (!c) { if (errno == EMFILE) { spare_.reset(); ::close(::accept(l_.get(), nullptr, nullptr)); spare_ = Fd(::dup(0)); } return; }
            int raw = c.get();
            auto p = std::make_unique<Conn>();
            p->fd = std::move(c);
            add(raw, EPOLLIN);
            conns_.emplace(raw, std::move(p));
        }
    }
    bool readable(Conn& c) {
        char b[4096];
        for (;;) {
            ssize_t n = ::read(c.fd.get(), b, sizeof b);
            if (n == 0) return false;
            if (n < 0) return errno == EAGAIN || errno == EINTR;
            c.in.append(b, n);
            if (c.in.size() > 1 << 20) return false;
        }
    }
    bool flush(Conn& c) {
        while (!c.out.empty()) {
            ssize_t n = ::send(c.fd.get(), c.out.data(), c.out.size(), MSG_NOSIGNAL);
            if (n < 0) return errno == EAGAIN || errno == EINTR;
            c.out.erase(0, n);
        }
        return true;
    }
    Fd ep_, l_, spare_{::dup(0)};
    std::unordered_map<int, std::unique_ptr<Conn>> conns_;
};
