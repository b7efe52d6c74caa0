#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <chrono>
#include <map>
#include <string>

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Doorbells hold a connection open; everything they say is answered with the door state.
class DoorbellServer
{
    struct Bell
    {
        int fd;
        std::string out;
        Clock::time_point heard = Clock::now();
        explicit Bell(int f) : fd(f) {}
        Bell(const Bell&) = delete;
        Bell& operator=(const Bell&) = delete;
        ~Bell() { ::close(fd); }
    };
    std::map<int, Bell> bells_;
    int ep_;
    int listen_;

    bool flush(Bell& b)
    {
        while (!b.out.empty())
        {
            ssize_t n = ::send(b.fd, b.out.data(), b.out.size(), MSG_NOSIGNAL);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return (errno == EAGAIN) && arm(b, EPOLLOUT);
            b.out.erase(0, static_cast<size_t>(n));
        }
        return arm(b, EPOLLIN);
    }

    bool arm(Bell& b, uint32_t what)
    {
        epoll_event ev{};
        ev.events = what;
        ev.data.fd = b.fd;
        return ::epoll_ctl(ep_, EPOLL_CTL_MOD, b.fd, &ev) == 0;
    }

    bool read(Bell& b)
    {
        char buf[256];
        ssize_t n = ::recv(b.fd, buf, sizeof buf, 0);
        if (n == 0) return false;
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        b.heard = Clock::now();
        b.out += "DOOR LOCKED\n";
        return flush(b);
    }

public:
    DoorbellServer(int ep, int listenFd) : ep_(ep), listen_(listenFd) {}

    void onAcceptable()
    {
        int fd = ::accept4(listen_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
        {
            if (errno == EMFILE || errno == ENFILE) ::usleep(20000);
            return;
        }
        bells_.try_emplace(fd, fd);
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = fd;
        if (::epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &ev) != 0)
            bells_.erase(fd);
    }

    void onEvent(const epoll_event& ev)
    {
        auto it = bells_.find(ev.data.fd);
        if (it == bells_.end()) return;
        const bool ok = (ev.events & EPOLLOUT) ? flush(it->second) : read(it->second);
        if (!ok) bells_.erase(it);
    }

    void everyMinute()
    {
        for (auto it = bells_.begin(); it != bells_.end();)
            it = Clock::now() - it->second.heard > 10min ? bells_.erase(it) : std::next(it);
    }
};
