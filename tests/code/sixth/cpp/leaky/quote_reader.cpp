#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace md {

struct Line {
    int fd;
    std::string rest;
    explicit Line(int f) : fd(f) {}
    ~Line() { ::close(fd); }
};

class QuoteReader {
public:
    using Sink = std::function<void(std::string_view)>;
    explicit QuoteReader(Sink s) : sink_(std::move(s)), ep_(epoll_create1(EPOLL_CLOEXEC)) {}
    ~QuoteReader() { ::close(ep_); }

    /// Takes a connected socket over.
    void add(int fd) {
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
        auto l = std::make_unique<Line>(fd);
        epoll_event ev{};
        ev.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
        ev.data.fd = fd;
        if (epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &ev) == 0) lines_[fd] = std::move(l);
    }

    void once(int ms) {
        epoll_event evs[32];
        int n = epoll_wait(ep_, evs, 32, ms);
        for (int i = 0; i < n; ++i) {
            auto it = lines_.find(evs[i].data.fd);
            if (it != lines_.end() && !take(*it->second)) lines_.erase(it);
        }
    }

private:
    bool take(Line& l) {
        char b[2048];
        ssize_t n = ::recv(l.fd, b, sizeof b, 0);
        if (n == 0) return false;
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        l.rest.append(b, static_cast<size_t>(n));
        size_t from = 0, eol;
        while ((eol = l.rest.find('\n', from)) != std::string::npos) {
            sink_(std::string_view(l.rest).substr(from, eol - from));
            from = eol + 1;
        }
        l.rest.erase(0, from);
        return l.rest.size() < 1 << 20;
    }

    Sink sink_;
    int ep_;
    std::map<int, std::unique_ptr<Line>> lines_;
};

}  // namespace md
