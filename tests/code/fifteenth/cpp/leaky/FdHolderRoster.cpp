#include <cerrno>
#include <cstring>
#include <iostream>
#include <string>
#include <unordered_map>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

// Classroom roster server. Tablets log in with their name and get roster updates.
struct Tablet {
    int fd = -1;
    std::string name;
    std::string inbox;
};

class Roster {
public:
    explicit Roster(int epoll) : epoll_(epoll) {}

    void admit(int listener) {
        int fd = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE) ::usleep(100000);
            return;
        }
        epoll_event ev{};
        ev.events = EPOLLIN;
        ev.data.fd = fd;
        if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &ev) != 0) {
            ::close(fd);
            return;
        }
        tablets_[fd].fd = fd;
    }

    void readable(int fd) {
        auto it = tablets_.find(fd);
        if (it == tablets_.end()) return;
        char buf[2048];
        const ssize_t n = ::recv(fd, buf, sizeof buf, 0);
        if (n > 0) {
            it->second.inbox.append(buf, static_cast<size_t>(n));
            consume(it->second);
            return;
        }
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
        std::cout << it->second.name << " left the class\n";
        ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
        tablets_.erase(it);
    }

    ~Roster() {
        for (auto& [fd, t] : tablets_) ::close(fd);
    }

private:
    void consume(Tablet& t) {
        for (size_t p; (p = t.inbox.find('\n')) != std::string::npos; t.inbox.erase(0, p + 1))
            if (t.name.empty()) t.name = t.inbox.substr(0, p);
        if (t.inbox.size() > 8192) t.inbox.clear();
    }

    int epoll_;
    std::unordered_map<int, Tablet> tablets_;
};
