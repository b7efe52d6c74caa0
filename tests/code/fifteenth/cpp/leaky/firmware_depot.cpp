#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

class Socket {
    int fd_ = -1;
public:
    Socket() = default;
    explicit Socket(int fd) : fd_(fd) {}
    Socket(Socket&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    Socket& operator=(Socket&& o) noexcept { std::swap(fd_, o.fd_); return *this; }
    ~Socket() { if (fd_ >= 0) ::close(fd_); }
    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
};

static Socket dialDepot(const std::string& host)
{
    addrinfo hints{}, *res = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host.c_str(), "8810", &hints, &res) != 0)
        throw std::runtime_error("depot: cannot resolve " + host);
    Socket out;
    for (auto* p = res; p && !out; p = p->ai_next) {
        Socket s(::socket(p->ai_family, p->ai_socktype, p->ai_protocol));
        if (!s) continue;
        const int rcv = 4096;   // same as our chunk size
        setsockopt(s.get(), SOL_SOCKET, SO_RCVBUF, &rcv, sizeof rcv);
        timeval tv{20, 0};
        setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(s.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (::connect(s.get(), p->ai_addr, p->ai_addrlen) == 0) out = std::move(s);
    }
    freeaddrinfo(res);
    if (!out) throw std::runtime_error("depot: no address answers");
    return out;
}

// Images are 80..400 MB, branches are on 60 ms VPN links.
size_t fetchImage(const std::string& host, const std::string& image,
                  const std::function<void(const char*, size_t)>& sink)
{
    Socket s = dialDepot(host);
    const std::string req = "GET " + image + "\n";
    if (::send(s.get(), req.data(), req.size(), MSG_NOSIGNAL) != (ssize_t)req.size())
        throw std::runtime_error("depot: request not sent");
    char chunk[4096];
    size_t total = 0;
    for (;;) {
        const ssize_t n = ::recv(s.get(), chunk, sizeof chunk, 0);
        if (n == 0) return total;
        if (n < 0) throw std::runtime_error("depot: transfer broken");
        sink(chunk, static_cast<size_t>(n));
        total += static_cast<size_t>(n);
    }
}
