#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

using Clock = std::chrono::steady_clock;

struct Conn {
    explicit Conn(int f) : fd(f) {}
    Conn(const Conn&) = delete;
    ~Conn() { ::close(fd); }

    // false: finished, whatever the reason
    bool turn()
    {
        char b[4096];
        ssize_t n;
        while ((n = ::read(fd, b, sizeof b)) != 0) {
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                break;
            last = Clock::now();
            for (ssize_t i = 0; i < n; ++i)
                if (b[i] == '\n')
                    out += std::to_string(++lines) + "\n";
            if (out.size() > 65536)
                return false;
        }
        const bool more = n < 0 && errno == EAGAIN;
        return flush() && (more || !out.empty());
    }

    bool flush()
    {
        while (!out.empty()) {
            ssize_t w = ::send(fd, out.data(), out.size(), MSG_NOSIGNAL);
            if (w < 0 && errno == EINTR)
                continue;
            if (w < 0)
                return errno == EAGAIN;
            out.erase(0, w);
        }
        return true;
    }

    const int fd;
    unsigned long lines = 0;
    std::string out;
    Clock::time_point last = Clock::now();
};

int main()
{
    std::unordered_map<int, std::unique_ptr<Conn>> conns;
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(7171);
    int ls = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), ep = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event ev{}, evs[64];
    ev.events = EPOLLIN;
    ev.data.fd = ls;
    if (::bind(ls, reinterpret_cast<sockaddr*>(&a), sizeof a) || ::listen(ls, SOMAXCONN) || ::epoll_ctl(ep, EPOLL_CTL_ADD, ls, &ev)) {
        std::perror("linecount");
        return 1;
    }
    for (;;) {
        int n = ::epoll_wait(ep, evs, 64, 10000);
        for (int i = 0; i < n; ++i) {
            const int fd = evs[i].data.fd;
            if (fd != ls) {
                auto it = conns.find(fd);
                if (it != conns.end() && !it->second->turn())
                    conns.erase(it);
                continue;
            }
            int c = ::accept4(ls, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (c < 0) {
                if (errno == EMFILE || errno == ENFILE)
                    std::this_thread::sleep_for(std::chrono::milliseconds(50));
                continue;
            }
            auto conn = std::make_unique<Conn>(c);
            ev.events = EPOLLIN | EPOLLOUT | EPOLLET;
            ev.data.fd = c;
            if (::epoll_ctl(ep, EPOLL_CTL_ADD, c, &ev) == 0)
                conns.emplace(c, std::move(conn));
        }
        const auto limit = Clock::now() - std::chrono::minutes(2);
        for (auto it = conns.begin(); it != conns.end();)
            it = it->second->last < limit ? conns.erase(it) : std::next(it);
    }
}
