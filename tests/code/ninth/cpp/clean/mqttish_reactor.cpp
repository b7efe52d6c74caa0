// Tiny broker for greenhouse sensors; reactor part.
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <unordered_map>
#include <vector>

struct Peer {
    explicit Peer(int f) : fd(f), seen(std::chrono::steady_clock::now()) {}
    ~Peer() { ::close(fd); }
    Peer(const Peer&) = delete;

    const int fd;
    std::string in, out;
    std::vector<std::string> topics;
    std::chrono::steady_clock::time_point seen;
};

class Reactor {
public:
    explicit Reactor(int lfd) : ep_(::epoll_create1(EPOLL_CLOEXEC)), lfd_(lfd) { arm(EPOLL_CTL_ADD, lfd, EPOLLIN); }
    ~Reactor() { peers_.clear(); ::close(ep_); }

    void step() {
        epoll_event ev[64];
        int n = ::epoll_wait(ep_, ev, 64, 1000);
        for (int i = 0; i < n; ++i) {
            int fd = ev[i].data.fd;
            if (fd == lfd_) { take(); continue; }
            auto it = peers_.find(fd);
            if (it == peers_.end()) continue;
            bool alive = true;
            if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) alive = input(*it->second);
            if (alive && (ev[i].events & EPOLLOUT)) alive = flush(*it->second);
            if (!alive) peers_.erase(fd);
        }
        expire();
    }

private:
    void arm(int op, int fd, uint32_t what) {
        epoll_event e{};
        e.events = what;
        e.data.fd = fd;
        ::epoll_ctl(ep_, op, fd, &e);
    }

    void take() {
        int fd = ::accept4(lfd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            return;
        }
        peers_.emplace(fd, std::make_unique<Peer>(fd));
        arm(EPOLL_CTL_ADD, fd, EPOLLIN);
    }

    bool input(Peer& p) {
        char b[4096];
        ssize_t n = ::recv(p.fd, b, sizeof b, 0);
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        if (n == 0) return false;
        p.seen = std::chrono::steady_clock::now();
        p.in.append(b, static_cast<size_t>(n));
        for (size_t nl; (nl = p.in.find('\n')) != std::string::npos; p.in.erase(0, nl + 1))
            message(p, std::string_view(p.in).substr(0, nl));
        return p.in.size() < 65536;
    }

    void message(Peer& p, std::string_view m) {
        if (m.substr(0, 4) == "sub ") { p.topics.emplace_back(m.substr(4)); return; }
        auto topic = m.substr(0, m.find(' '));
        for (auto& [fd, q] : peers_) {
            if (std::find(q->topics.begin(), q->topics.end(), topic) == q->topics.end()) continue;
            if (q->out.size() > 1 << 20) continue;          // QoS 0, slow ones miss some
            q->out.append(m).push_back('\n');
            arm(EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT);
        }
    }

    bool flush(Peer& p) {
        ssize_t w = ::send(p.fd, p.out.data(), p.out.size(), MSG_NOSIGNAL);
        if (w < 0) return errno == EAGAIN || errno == EINTR;
        p.out.erase(0, static_cast<size_t>(w));
        if (p.out.empty()) arm(EPOLL_CTL_MOD, p.fd, EPOLLIN);
        return true;
    }

    void expire() {
        auto limit = std::chrono::steady_clock::now() - std::chrono::minutes(10);
        for (auto it = peers_.begin(); it != peers_.end();)
            it = it->second->seen < limit ? peers_.erase(it) : std::next(it);
    }

    int ep_, lfd_;
    std::unordered_map<int, std::unique_ptr<Peer>> peers_;
};
