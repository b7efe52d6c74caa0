// buoys.cpp - epoll, fd -> Buoy map, sweeping the silent ones
#include "buoys.h"

#include <cerrno>
#include <chrono>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>

struct Buoy {
    std::string line;
    std::chrono::steady_clock::time_point heard{std::chrono::steady_clock::now()};
};

class BuoyServer {
public:
    BuoyServer(int epfd, int listener) : epfd(epfd), listener(listener) {}
    ~BuoyServer()
    {
        for (auto& [fd, b] : buoys)
            ::close(fd);
    }

    void loop()
    {
        epoll_event evs[64];
        while (true) {
            const int n = ::epoll_wait(epfd, evs, 64, 10'000);
            for (int i = 0; i < n; ++i)
                evs[i].data.fd == listener ? admit() : input(evs[i].data.fd);
            sweep();
        }
    }

private:
    void admit()
    {
        const int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                ::usleep(250'000);
            return;
        }
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = fd;
        if (::epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &ev) < 0) {
            ::close(fd);
            return;
        }
        buoys.try_emplace(fd);
    }

    void remove(int fd)
    {
        buoys.erase(fd);
        ::close(fd);            // leaves the epoll set by itself
    }

    void input(int fd)
    {
        auto it = buoys.find(fd);
        if (it == buoys.end())
            return;
        char tmp[700];
        const auto n = ::recv(fd, tmp, sizeof tmp, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
            remove(fd);
        } else if (n > 0) {
            it->second.heard = std::chrono::steady_clock::now();
            it->second.line.append(tmp, n);
            if (!takeReports(it->second.line))
                remove(fd);
        }
    }

    void sweep()
    {
        const auto now = std::chrono::steady_clock::now();
        std::vector<int> silent;
        for (const auto& [fd, b] : buoys)
            if (now - b.heard > std::chrono::minutes(20))
                silent.push_back(fd);
        for (int fd : silent)
            remove(fd);
    }

    int epfd, listener;
    std::unordered_map<int, Buoy> buoys;
};
