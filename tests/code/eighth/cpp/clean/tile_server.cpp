#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>

struct Conn {
    explicit Conn(int f) : fd(f), seen(std::time(nullptr)) {}
    ~Conn() { ::close(fd); }          // the kernel takes it out of epoll along with it
    Conn(const Conn&) = delete;
    const int fd;
    std::string in, out;
    bool eof = false;
    std::time_t seen;
};

class TileServer {
public:
    using Lookup = std::function<std::string(const std::string&)>;
    TileServer(int listener, Lookup l) : lfd_(listener), ep_(::epoll_create1(EPOLL_CLOEXEC)), lookup_(std::move(l)) {
        epoll_event e{};
        e.events = EPOLLIN;           // level-triggered for the listener
        e.data.fd = lfd_;
        ::epoll_ctl(ep_, EPOLL_CTL_ADD, lfd_, &e);
    }
    ~TileServer() { conns_.clear(); ::close(ep_); ::close(lfd_); }

    void loop() {
        epoll_event evs[128];
        for (;;) {
            int n = ::epoll_wait(ep_, evs, 128, 5000);
            if (n < 0 && errno != EINTR) return;
            for (int i = 0; i < n; i++) {
                if (evs[i].data.fd == lfd_) { welcome(); continue; }
                auto it = conns_.find(evs[i].data.fd);
                if (it != conns_.end() && !step(*it->second)) conns_.erase(it);
            }
            std::time_t now = std::time(nullptr);
            for (auto it = conns_.begin(); it != conns_.end();)
                it = now - it->second->seen > 60 ? conns_.erase(it) : std::next(it);
        }
    }

private:
    void welcome() {
        int fd = ::accept4(lfd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) { std::perror("accept4"); ::usleep(20000); }
            return;
        }
        auto c = std::make_unique<Conn>(fd);
        int one = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        epoll_event e{};
        e.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        e.data.fd = fd;
        if (::epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &e) == 0) conns_.emplace(fd, std::move(c));
    }

    // false: this connection is done with
    bool step(Conn& c) {
        char buf[16384];
        while (!c.eof) {
            ssize_t n = ::recv(c.fd, buf, sizeof buf, 0);
            if (n > 0) {
                c.in.append(buf, static_cast<size_t>(n));
                c.seen = std::time(nullptr);
                if (c.in.size() > (1u << 20) || c.out.size() > (64u << 20)) return false;
                for (size_t nl; (nl = c.in.find('\n')) != std::string::npos; c.in.erase(0, nl + 1))
                    c.out += lookup_(c.in.substr(0, nl));
            } else if (n == 0) {
                c.eof = true;
            } else if (errno == EAGAIN) {
                break;
            } else if (errno != EINTR) {
                return false;
            }
        }
        size_t sent = 0;
        while (sent < c.out.size()) {
            ssize_t n = ::send(c.fd, c.out.data() + sent, c.out.size() - sent, MSG_NOSIGNAL);
            if (n > 0) { sent += static_cast<size_t>(n); c.seen = std::time(nullptr); }
            else if (errno == EAGAIN) break;   // EPOLLOUT's edge brings us back
            else if (errno != EINTR) return false;
        }
        c.out.erase(0, sent);
        return !(c.eof && c.out.empty());
    }

    int lfd_, ep_;
    Lookup lookup_;
    std::unordered_map<int, std::unique_ptr<Conn>> conns_;
};
