#include "LockerHub.h"      // class LockerHub { int ep_, lfd_; std::unordered_map<int, Locker> lockers_; ... }

#include <cerrno>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

using Clock = std::chrono::steady_clock;

static constexpr auto kSilence = std::chrono::seconds(150);

void LockerHub::acceptAll()
{
    for (;;) {
        int fd = ::accept4(lfd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno != EAGAIN) { syslog(LOG_ERR, "accept4: %m"); ::usleep(50000); }
            return;
        }
        int on = 1;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event ev{};
        ev.events = EPOLLIN | EPOLLRDHUP;
        ev.data.fd = fd;
        if (::epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &ev) < 0) {
            syslog(LOG_ERR, "epoll_ctl: %m");
            ::close(fd);
            continue;
        }
        lockers_.emplace(fd, Locker{fd, Clock::now(), {}});
    }
}

void LockerHub::onEvent(const epoll_event& ev)
{
    auto it = lockers_.find(ev.data.fd);
    if (it == lockers_.end()) return;
    Locker& l = it->second;

    char buf[2048];
    ssize_t n = ::recv(l.fd, buf, sizeof buf, 0);
    if (n > 0) {
        l.lastHeard = Clock::now();
        l.parser.feed(buf, static_cast<size_t>(n));
        return;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    hangUp(it);
}

void LockerHub::hangUp(LockerMap::iterator it)
{
    ::epoll_ctl(ep_, EPOLL_CTL_DEL, it->first, nullptr);
    ::close(it->first);
    lockers_.erase(it);
}

// runs off the 10 s timerfd
void LockerHub::sweep()
{
    const auto now = Clock::now();
    for (auto it = lockers_.begin(); it != lockers_.end();) {
        if (now - it->second.lastHeard < kSilence) {
            ++it;
            continue;
        }
        syslog(LOG_NOTICE, "locker on fd %d silent", it->first);
        ::epoll_ctl(ep_, EPOLL_CTL_DEL, it->first, nullptr);
        it = lockers_.erase(it);
    }
}
