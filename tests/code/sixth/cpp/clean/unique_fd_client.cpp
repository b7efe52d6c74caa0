#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

class UniqueFd {
    int fd_;

public:
    explicit UniqueFd(int fd = -1) noexcept : fd_(fd) {}
    UniqueFd(UniqueFd&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& o) noexcept {
        if (this != &o) reset(std::exchange(o.fd_, -1));
        return *this;
    }
    ~UniqueFd() { reset(); }
    void reset(int fd = -1) noexcept {
        if (fd_ >= 0) ::close(fd_);
        fd_ = fd;
    }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
};

static UniqueFd dial(const char* host, const char* port) {
    addrinfo hints{}, *res = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host, port, &hints, &res)) return UniqueFd();
    std::unique_ptr<addrinfo, void (*)(addrinfo*)> hold(res, freeaddrinfo);
    UniqueFd s;
    for (auto* a = res; a; a = a->ai_next) {
        s = UniqueFd(::socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol));
        if (!s) continue;
        timeval tv{5, 0};
        int on = 1;
        ::setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(s.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        ::setsockopt(s.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (::connect(s.get(), a->ai_addr, a->ai_addrlen) == 0) return s;
    }
    return UniqueFd();
}

std::optional<std::string> tideTable(const char* host, const std::string& harbour) {
    UniqueFd s = dial(host, "1702");
    if (!s) return std::nullopt;
    std::string q = "TIDES " + harbour + "\r\n";
    for (size_t off = 0; off < q.size();) {
        ssize_t n = ::send(s.get(), q.data() + off, q.size() - off, MSG_NOSIGNAL);
        if (n < 0) return std::nullopt;
        off += n;
    }
    ::shutdown(s.get(), SHUT_WR);
    std::string all;
    char b[4096];
    ssize_t n;
    while ((n = ::recv(s.get(), b, sizeof b, 0)) > 0) all.append(b, n);
    if (n < 0 || all.empty()) return std::nullopt;
    return all;
}
