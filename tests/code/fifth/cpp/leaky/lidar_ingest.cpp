// Point cloud ingest for the mapping cars in the depot (10 GbE). Edge-triggered, one thread per NIC queue.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <unordered_map>
#include <vector>

namespace lidar {

class CloudSink {
public:
    virtual ~CloudSink() = default;
    virtual void append(int car, const std::byte* p, std::size_t n) = 0;
    virtual void finish(int car) = 0;
};

class Ingest {
public:
    Ingest(int listener, CloudSink& sink) : listener_(listener), sink_(sink) {
        ep_ = ::epoll_create1(EPOLL_CLOEXEC);
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.fd = listener_;
        ::epoll_ctl(ep_, EPOLL_CTL_ADD, listener_, &e);
    }
    ~Ingest() {
        for (auto& [fd, car] : cars_) ::close(fd);
        ::close(ep_);
    }

    void poll_once(int timeout_ms) {
        std::array<epoll_event, 32> evs;
        const int n = ::epoll_wait(ep_, evs.data(), int(evs.size()), timeout_ms);
        for (int i = 0; i < n; ++i) {
            if (evs[i].data.fd == listener_) admit();
            else readable(evs[i].data.fd);
        }
    }

private:
    void admit() {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE) ::usleep(10000);
            return;
        }
        int on = 1;
        ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        epoll_event e{};
        e.events = EPOLLIN | EPOLLET;
        e.data.fd = fd;
        if (::epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &e) < 0) {
            ::close(fd);
            return;
        }
        cars_.emplace(fd, ++serial_);
    }

    void readable(int fd) {
        const ssize_t n = ::recv(fd, buf_.data(), buf_.size(), 0);
        if (n > 0) {
            sink_.append(cars_[fd], buf_.data(), std::size_t(n));
            return;
        }
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        sink_.finish(cars_[fd]);
        cars_.erase(fd);
        ::close(fd);
    }

    int listener_;
    int ep_ = -1;
    int serial_ = 0;
    CloudSink& sink_;
    std::unordered_map<int, int> cars_;
    std::vector<std::byte> buf_ = std::vector<std::byte>(65536);
};

} // namespace lidar
