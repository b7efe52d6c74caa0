// Elevator controllers report faults; single-threaded epoll hub.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <list>
#include <string>
#include <unordered_map>

using Clock = std::chrono::steady_clock;

struct Car {
    int fd;
    std::string in, out;
    Clock::time_point seen;
};

class Hub {
public:
    explicit Hub(int l) : listener(l), ep(epoll_create1(EPOLL_CLOEXEC)) { add(l, EPOLLIN); }
    ~Hub() {
        while (!cars.empty()) drop(cars.begin()->first, "shutdown");
        close(ep);
        close(listener);
    }

    void step() {
        epoll_event ev[32];
        int n = epoll_wait(ep, ev, 32, 2000);
        for (int i = 0; i < n; ++i) {
            int fd = ev[i].data.fd;
            if (fd == listener) { welcome(); continue; }
            auto it = cars.find(fd);
            if (it == cars.end()) continue;
            if ((ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && !input(it->second)) { drop(fd, "end of input"); continue; }
            if (!output(it->second)) drop(fd, "write failed");
        }
        expire();
    }

private:
    void add(int fd, unsigned what) {
        epoll_event e{};
        e.events = what;
        e.data.fd = fd;
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
    }
    void welcome() {
        int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) usleep(200 * 1000);
            return;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        cars.emplace(fd, Car{fd, "", "", Clock::now()});
        add(fd, EPOLLIN);
    }
    bool input(Car &c) {
        char b[1500];
        ssize_t n = recv(c.fd, b, sizeof b, 0);
        if (n == 0) return false;
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        c.seen = Clock::now();
        c.in.append(b, n);
        for (size_t p; (p = c.in.find('\n')) != std::string::npos; c.in.erase(0, p + 1))
            c.out += "ACK " + c.in.substr(0, p) + "\n";
        return c.in.size() < 8192 && c.out.size() < 65536;
    }
    bool output(Car &c) {
        while (!c.out.empty()) {
            ssize_t n = send(c.fd, c.out.data(), c.out.size(), MSG_NOSIGNAL);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0 && errno != EAGAIN) return false;
            if (n < 0) break;
            c.out.erase(0, n);
        }
        epoll_event e{};
        e.events = c.out.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT;
        e.data.fd = c.fd;
        epoll_ctl(ep, EPOLL_CTL_MOD, c.fd, &e);
        return true;
    }
    void expire() {
        std::list<int> quiet;
        for (auto &[fd, c] : cars)
            if (Clock::now() - c.seen > std::chrono::minutes(3)) quiet.push_back(fd);
        for (int fd : quiet) drop(fd, "silent");
    }
    void drop(int fd, const char *why) {
        fprintf(stderr, "car %d: %s\n", fd, why);
        cars.erase(fd);
        close(fd);
    }

    int listener, ep;
    std::unordered_map<int, Car> cars;
};
