// Departure boards at the tram stops. Each stop has one TCP link to us.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <unordered_map>

struct Stop {
    int fd;
    std::string name;
    std::string line;
};

class BoardServer {
public:
    explicit BoardServer(int lfd) : lfd_(lfd), ep_(epoll_create1(EPOLL_CLOEXEC)) { watch(lfd_); }

    void spin() {
        epoll_event evs[64];
        for (;;) {
            int n = epoll_wait(ep_, evs, 64, 1000);
            for (int i = 0; i < n; ++i) {
                if (evs[i].data.fd == lfd_) takeNew();
                else readStop(evs[i].data.fd);
            }
        }
    }

private:
    void watch(int fd) {
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.fd = fd;
        epoll_ctl(ep_, EPOLL_CTL_ADD, fd, &e);
    }

    void takeNew() {
        int fd = accept4(lfd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) usleep(100000);
            return;
        }
        int on = 1;
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        stops_[fd] = Stop{fd, "?", ""};
        watch(fd);
    }

    void readStop(int fd) {
        char buf[1024];
        ssize_t n = recv(fd, buf, sizeof buf, 0);
        if (n < 0) {
            if (errno == EAGAIN || errno == EINTR) return;
            fprintf(stderr, "stop %s: %s\n", stops_[fd].name.c_str(), strerror(errno));
            stops_.erase(fd);
            close(fd);
            return;
        }
        if (n == 0) {
            fprintf(stderr, "stop %s went home\n", stops_[fd].name.c_str());
            epoll_ctl(ep_, EPOLL_CTL_DEL, fd, nullptr);
            stops_.erase(fd);
            return;
        }
        Stop &s = stops_[fd];
        s.line.append(buf, n);
        size_t nl;
        while ((nl = s.line.find('\n')) != std::string::npos) {
            if (s.line.compare(0, 5, "NAME ") == 0) s.name = s.line.substr(5, nl - 5);
            s.line.erase(0, nl + 1);
        }
        if (s.line.size() > 4096) s.line.clear();
    }

    int lfd_, ep_;
    std::unordered_map<int, Stop> stops_;
};

int main() {
    int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(5190);
    if (bind(l, reinterpret_cast<sockaddr *>(&a), sizeof a) || listen(l, 512)) return 1;
    BoardServer(l).spin();
}
