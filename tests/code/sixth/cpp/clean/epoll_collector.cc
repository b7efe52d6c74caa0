#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <ctime>
#include <list>
#include <string>
#include <unordered_map>

struct Agent {
    int fd;
    time_t seen;
    std::string part;
};

class Collector {
    int ep_ = epoll_create1(EPOLL_CLOEXEC);
    int lfd_;
    std::list<Agent> agents_;
    std::unordered_map<int, std::list<Agent>::iterator> byFd_;
    uint64_t lines_ = 0;

    void retire(std::list<Agent>::iterator a) {
        byFd_.erase(a->fd);
        ::close(a->fd);  // leaves epoll by itself
        agents_.erase(a);
    }

    void enter() {
        for (;;) {
            int c = accept4(lfd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (c < 0) {
                if (errno == EMFILE || errno == ENFILE) {
                    if (!agents_.empty()) retire(agents_.begin());
                    else usleep(20000);
                }
                return;
            }
            agents_.push_back({c, time(nullptr), {}});
            auto it = std::prev(agents_.end());
            byFd_[c] = it;
            epoll_event ev{};
            ev.events = EPOLLIN | EPOLLET;
            ev.data.fd = c;
            if (epoll_ctl(ep_, EPOLL_CTL_ADD, c, &ev) < 0) retire(it);
        }
    }

    bool feed(Agent& a) {
        char b[16384];
        for (;;) {
            ssize_t n = recv(a.fd, b, sizeof b, 0);
            if (n > 0) {
                for (ssize_t i = 0; i < n; ++i) lines_ += b[i] == '\n';
                a.seen = time(nullptr);
                continue;
            }
            if (n < 0 && errno == EINTR) continue;
            return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        }
    }

public:
    explicit Collector(int nonblockingListener) : lfd_(nonblockingListener) {
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = lfd_;
        epoll_ctl(ep_, EPOLL_CTL_ADD, lfd_, &ev);
    }
    ~Collector() {
        while (!agents_.empty()) retire(agents_.begin());
        ::close(ep_);
    }

    void turn() {
        epoll_event evs[128];
        int n = epoll_wait(ep_, evs, 128, 1000);
        for (int i = 0; i < n; ++i) {
            if (evs[i].data.fd == lfd_) {
                enter();
                continue;
            }
            auto f = byFd_.find(evs[i].data.fd);
            if (f != byFd_.end() && !feed(*f->second)) retire(f->second);
        }
        time_t old = time(nullptr) - 300;
        for (auto it = agents_.begin(); it != agents_.end();) {
            auto here = it++;
            if (here->seen < old) retire(here);
        }
    }
};
