#include <sys/epoll.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <map>
#include <string>

/* pushd: edge-triggered push server for phone apps, one thread */

struct Phone {
    int fd;
    std::string in, out;
    bool dead = false;
};

static int ep;
static std::map<int, Phone> phones;
std::string answer_to(const std::string& line);

static void pump_out(Phone& p)
{
    while (!p.out.empty()) {
        ssize_t n = ::send(p.fd, p.out.data(), p.out.size(), MSG_NOSIGNAL);
        if (n > 0) { p.out.erase(0, n); continue; }
        if (errno == EINTR) continue;
        if (errno != EAGAIN) p.dead = true;
        return;                 // EPOLLOUT edge brings us back
    }
}

static void pump_in(Phone& p)
{
    char b[4096];
    for (;;) {
        ssize_t n = ::recv(p.fd, b, sizeof b, 0);
        if (n > 0) {
            p.in.append(b, n);
            if (p.in.size() > 1 << 20) { p.dead = true; return; }
            continue;
        }
        if (n < 0 && errno == EINTR) continue;
        if (n == 0 || errno != EAGAIN) p.dead = true;
        break;
    }
    size_t nl;
    while ((nl = p.in.find('\n')) != std::string::npos) {
        p.out += answer_to(p.in.substr(0, nl));
        p.in.erase(0, nl + 1);
    }
    pump_out(p);
}

static void accept_all(int lsn)
{
    for (;;) {
        int fd = ::accept4(lsn, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE) ::usleep(50000);   // level-triggered listener, comes again
            return;
        }
        int on = 1, idle = 240, cnt = 4;
        ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
        ::setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &cnt, sizeof cnt);
        epoll_event e{};
        e.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        e.data.fd = fd;
        if (::epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) == 0)
            phones[fd] = Phone{fd, {}, {}};
        else
            ::close(fd);
    }
}

void pushd(int lsn)
{
    ep = ::epoll_create1(0);
    epoll_event l{};
    l.events = EPOLLIN;
    l.data.fd = lsn;
    ::epoll_ctl(ep, EPOLL_CTL_ADD, lsn, &l);
    for (epoll_event ev[256];;) {
        int n = ::epoll_wait(ep, ev, 256, -1);
        for (int i = 0; i < n; i++) {
            int fd = ev[i].data.fd;
            if (fd == lsn) { accept_all(lsn); continue; }
            auto it = phones.find(fd);
            if (it == phones.end()) continue;
            if (ev[i].events & EPOLLOUT) pump_out(it->second);
            if (ev[i].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) pump_in(it->second);
            if (it->second.dead) {
                phones.erase(it);
                ::close(fd);
            }
        }
    }
}
