// Tries all addresses of a host side by side, the first that gets through is handed to the caller.
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

class UniqueFd {
    int v = -1;
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : v(fd) {}
    UniqueFd(UniqueFd&& o) noexcept : v(std::exchange(o.v, -1)) {}
    UniqueFd& operator=(UniqueFd&& o) noexcept {
        if (this != &o) { reset(); v = std::exchange(o.v, -1); }
        return *this;
    }
    ~UniqueFd() { reset(); }
    void reset() { if (v >= 0) { ::close(v); v = -1; } }
    int operator*() const { return v; }
    explicit operator bool() const { return v >= 0; }
};

static UniqueFd settle(UniqueFd fd) {
    int on = 1;
    ::setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(*fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    int fl = ::fcntl(*fd, F_GETFL);
    if (fl < 0 || ::fcntl(*fd, F_SETFL, fl & ~O_NONBLOCK) < 0) fd.reset();
    return fd;
}

std::optional<UniqueFd> raceConnect(const std::string& host, const std::string& port, std::chrono::milliseconds budget) {
    addrinfo hints{}, *res = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &res) != 0) return {};

    std::vector<UniqueFd> runners;
    UniqueFd winner;
    for (auto* a = res; a && runners.size() < 6; a = a->ai_next) {
        UniqueFd fd(::socket(a->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol));
        if (!fd) continue;
        if (::connect(*fd, a->ai_addr, a->ai_addrlen) == 0) { winner = std::move(fd); break; }
        if (errno == EINPROGRESS) runners.push_back(std::move(fd));
    }
    ::freeaddrinfo(res);

    const auto until = std::chrono::steady_clock::now() + budget;
    while (!winner && !runners.empty()) {
        std::vector<pollfd> p;
        for (auto& r : runners) p.push_back({*r, POLLOUT, 0});
        auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) break;
        int n = ::poll(p.data(), p.size(), static_cast<int>(left.count()));
        if (n < 0 && errno != EINTR) break;
        if (n <= 0) continue;
        for (size_t i = p.size(); i-- > 0;) {
            if (!p[i].revents) continue;
            int err = 0;
            socklen_t len = sizeof err;
            if (::getsockopt(*runners[i], SOL_SOCKET, SO_ERROR, &err, &len) == 0 && err == 0) {
                winner = std::move(runners[i]);
                break;
            }
            runners.erase(runners.begin() + static_cast<long>(i));
        }
    }
    if (!winner) return {};
    winner = settle(std::move(winner));
    if (!winner) return {};
    return winner;
}
