#include <netdb.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// Used by the abuse desk tool. One query per connection is what the protocol wants.
namespace {
struct AddrList {
    addrinfo* head = nullptr;
    ~AddrList() { if (head) freeaddrinfo(head); }
};

struct Conn {
    int fd;
    explicit Conn(int f) : fd(f) {}
    Conn(const Conn&) = delete;
    Conn& operator=(const Conn&) = delete;
    ~Conn() { if (fd != -1) ::close(fd); }
};

std::string ask(int fd, const std::string& q)
{
    const std::string line = q + "\r\n";
    size_t off = 0;
    while (off < line.size()) {
        ssize_t n = ::send(fd, line.data() + off, line.size() - off, MSG_NOSIGNAL);
        if (n < 0)
            throw std::runtime_error("whois: send failed");
        off += static_cast<size_t>(n);
    }
    std::string out;
    char b[4096];
    ssize_t n;
    while ((n = ::recv(fd, b, sizeof b, 0)) > 0) {
        out.append(b, static_cast<size_t>(n));
        if (out.size() > (1u << 20))
            throw std::runtime_error("whois: answer too long");
    }
    if (n < 0)
        throw std::runtime_error("whois: no answer in time");
    return out;
}
}

std::string whois(const std::string& server, const std::string& what)
{
    AddrList l;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(server.c_str(), "43", &hints, &l.head) != 0)
        throw std::runtime_error("whois: unknown server " + server);

    for (const addrinfo* a = l.head; a; a = a->ai_next) {
        Conn c(::socket(a->ai_family, a->ai_socktype, a->ai_protocol));
        if (c.fd == -1)
            continue;
        const timeval tv{10, 0};
        setsockopt(c.fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(c.fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (::connect(c.fd, a->ai_addr, a->ai_addrlen) == -1)
            continue;
        return ask(c.fd, what);
    }
    throw std::runtime_error("whois: cannot connect to " + server);
}
