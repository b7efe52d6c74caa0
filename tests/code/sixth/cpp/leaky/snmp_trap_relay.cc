#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <unordered_map>

struct Sender {
    std::string pending;
    unsigned long traps = 0;
};

class Relay {
    int ep_;
    int listener_;
    std::unordered_map<int, Sender> senders_;

public:
    explicit Relay(int listener) : ep_(epoll_create1(EPOLL_CLOEXEC)), listener_(listener) {
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = listener_;
        epoll_ctl(ep_, EPOLL_CTL_ADD, listener_, &ev);
    }

    void drop(int fd) {
        auto it = senders_.find(fd);
        if (it == senders_.end()) return;
        std::printf("sender %d: %lu traps\n", fd, it->second.traps);
        epoll_ctl(ep_, EPOLL_CTL_DEL, fd, nullptr);
        senders_.erase(it);
    }

    void readable(int fd) {
        char buf[8192];
        ssize_t n = ::recv(fd, buf, sizeof buf, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (n <= 0) {
            drop(fd);
            return;
        }
        Sender& s = senders_[fd];
        s.pending.append(buf, static_cast<size_t>(n));
        for (size_t eol; (eol = s.pending.find('\n')) != std::string::npos; s.pending.erase(0, eol + 1)) ++s.traps;
        if (s.pending.size() > 65536) drop(fd);
    }

    void loop() {
        epoll_event evs[64];
        for (;;) {
            int n = epoll_wait(ep_, evs, 64, 1000);
            for (int i = 0; i < n; ++i) {
                if (evs[i].data.fd != listener_) {
                    readable(evs[i].data.fd);
                    continue;
                }
                int c = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
                if (c < 0) {
                    if (errno == EMFILE) usleep(50000);
                    continue;
                }
                int on = 1;
                setsockopt(c, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
                epoll_event ev{};
                ev.events = EPOLLIN;
                ev.data.fd = c;
                epoll_ctl(ep_, EPOLL_CTL_ADD, c, &ev);
                senders_[c];
            }
        }
    }
};
