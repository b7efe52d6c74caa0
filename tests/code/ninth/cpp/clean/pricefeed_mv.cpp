#include <atomic>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <system_error>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
#include <utility>

/// Electricity day-ahead prices for the charging stations, "GET <date>\n" -> CSV

namespace net {

class Fd {
public:
    Fd() = default;
    explicit Fd(int raw) noexcept : raw_(raw) {}
    Fd(Fd&& o) noexcept : raw_(std::exchange(o.raw_, -1)) {}
    Fd& operator=(Fd&& o) noexcept {
        if (this != &o) { reset(); raw_ = std::exchange(o.raw_, -1); }
        return *this;
    }
    ~Fd() { reset(); }
    void reset() noexcept { if (raw_ != -1) ::close(std::exchange(raw_, -1)); }
    int raw() const noexcept { return raw_; }
    explicit operator bool() const noexcept { return raw_ != -1; }
private:
    int raw_ = -1;
};

Fd listen_on(uint16_t port) {
    Fd fd(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    int on = 1;
    sockaddr_in6 a{};
    a.sin6_family = AF_INET6;
    a.sin6_port = htons(port);
    if (!fd || ::setsockopt(fd.raw(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)
            || ::bind(fd.raw(), reinterpret_cast<sockaddr*>(&a), sizeof a)
            || ::listen(fd.raw(), SOMAXCONN))
        throw std::system_error(errno, std::generic_category(), "listen");
    return fd;
}

bool send_all(const Fd& fd, const std::string& s) {
    size_t done = 0;
    while (done < s.size()) {
        auto w = ::send(fd.raw(), s.data() + done, s.size() - done, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR) continue;
        if (w < 0) return false;
        done += static_cast<size_t>(w);
    }
    return true;
}

}  // namespace net

std::string day_csv(const std::string& date);
static std::atomic<int> active{0};

static void station(net::Fd fd) {
    std::string in;
    char chunk[256];
    for (;;) {
        auto n = ::recv(fd.raw(), chunk, sizeof chunk, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return;
        in.append(chunk, static_cast<size_t>(n));
        if (in.size() > 1024) return;
        for (size_t nl; (nl = in.find('\n')) != std::string::npos; in.erase(0, nl + 1))
            if (nl < 4 || !net::send_all(fd, day_csv(in.substr(4, nl - 4)))) return;
    }
}

int main() try {
    auto srv = net::listen_on(7070);
    for (;;) {
        net::Fd c(::accept(srv.raw(), nullptr, nullptr));
        if (!c) {
            if (errno == EMFILE || errno == ENFILE) ::usleep(50'000);
            continue;
        }
        timeval tv{120, 0};
        int on = 1;
        ::setsockopt(c.raw(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(c.raw(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        ::setsockopt(c.raw(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        ++active;
        try {
            std::thread([fd = std::move(c)]() mutable { station(std::move(fd)); --active; }).detach();
        } catch (const std::system_error& e) {
            --active;
            std::cerr << "no thread (" << active << " active): " << e.what() << '\n';
        }
    }
} catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
}
