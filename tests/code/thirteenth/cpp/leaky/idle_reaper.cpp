// gatekeeper for the ski lift turnstiles: one epoll loop, sessions in a map
#include "turnstile.h"

#include <chrono>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>

using Clock = std::chrono::steady_clock;

struct Turnstile {
    std::string       gate;
    std::string       inbuf;
    Clock::time_point lastSeen = Clock::now();
};

class Gatekeeper {
public:
    Gatekeeper(int ep, int lfd) : ep_(ep), lfd_(lfd) {}

    void onAcceptable()
    {
        int fd = ::accept4(lfd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                ::usleep(200000);
            return;
        }
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = fd;
        if (::epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &ev) != 0) {
            ::close(fd);
            return;
        }
        sessions_.emplace(fd, Turnstile{});
    }

    void onReadable(int fd)
    {
        auto it = sessions_.find(fd);
        if (it == sessions_.end())
            return;
        char b[1024];
        const ssize_t n = ::recv(fd, b, sizeof b, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            LOG(INFO) << "turnstile " << it->second.gate << " disconnected";
            sessions_.erase(it);
            ::close(fd);
            return;
        }
        it->second.lastSeen = Clock::now();
        it->second.inbuf.append(b, n);
        consumeTickets(it->second.gate, it->second.inbuf);
    }

    void reap()     // timer, every 10 s
    {
        const auto limit = Clock::now() - std::chrono::minutes(3);
        for (auto it = sessions_.begin(); it != sessions_.end();) {
            if (it->second.lastSeen < limit) {
                LOG(WARNING) << "turnstile " << it->second.gate << " silent for 3 min";
                ::epoll_ctl(ep_, EPOLL_CTL_DEL, it->first, nullptr);
                it = sessions_.erase(it);
            } else {
                ++it;
            }
        }
    }

private:
    int ep_, lfd_;
    std::unordered_map<int, Turnstile> sessions_;
};
