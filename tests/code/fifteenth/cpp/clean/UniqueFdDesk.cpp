#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

class UniqueFd {
public:
    explicit UniqueFd(int fd = -1) noexcept : fd_(fd) {}
    UniqueFd(UniqueFd&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& o) noexcept { reset(std::exchange(o.fd_, -1)); return *this; }
    ~UniqueFd() { reset(); }
    void reset(int fd = -1) noexcept { if (fd_ >= 0) ::close(fd_); fd_ = fd; }
    int get() const noexcept { return fd_; }
private:
    int fd_;
};

// Help desk pager: terminals only listen to us, their input is a keepalive byte.
class Desk {
    struct Terminal { UniqueFd fd; std::string room; };
    std::unordered_map<int, Terminal> terms_;
    int ep_;

public:
    explicit Desk(int ep) : ep_(ep) {}

    bool add(UniqueFd fd, std::string room)
    {
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = fd.get();
        if (::epoll_ctl(ep_, EPOLL_CTL_ADD, fd.get(), &ev) != 0)
            return false;                       // fd closes itself
        int on = 1;
        ::setsockopt(fd.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        const int key = fd.get();
        terms_.insert_or_assign(key, Terminal{std::move(fd), std::move(room)});
        return true;
    }

    void onInput(int fd)
    {
        char b[64];
        for (;;) {
            ssize_t n = ::recv(fd, b, sizeof b, MSG_DONTWAIT);
            if (n > 0 || (n < 0 && errno == EINTR)) continue;
            if (n < 0 && errno == EAGAIN) return;
            std::clog << "terminal gone: " << (n ? std::strerror(errno) : "eof") << '\n';
            terms_.erase(fd);
            return;
        }
    }

    // a page is 200 bytes at most; a terminal that can't take that is as good as gone
    void page(const std::string& text)
    {
        for (auto it = terms_.begin(); it != terms_.end();) {
            ssize_t n = ::send(it->first, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
            if (n != static_cast<ssize_t>(text.size())) {
                std::clog << "drop room " << it->second.room << '\n';
                it = terms_.erase(it);
            } else {
                ++it;
            }
        }
    }
};
