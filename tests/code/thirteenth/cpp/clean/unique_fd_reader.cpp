// Reads the smart-shelf inventory of one store. Everything scoped, nothing to clean up by hand.
#include <cerrno>
#include <memory>
#include <netdb.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

struct FdCloser {
    using pointer = int;
    void operator()(int fd) const noexcept { ::close(fd); }
};

class Fd {
public:
    explicit Fd(int fd = -1) noexcept : fd_(fd) {}
    Fd(Fd&& o) noexcept : fd_(o.fd_) { o.fd_ = -1; }
    Fd& operator=(Fd&& o) noexcept { std::swap(fd_, o.fd_); return *this; }
    ~Fd() { if (fd_ >= 0) FdCloser{}(fd_); }
    int operator*() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
private:
    int fd_;
};

static Fd dialShelf(const std::string& host, const std::string& port)
{
    addrinfo hints{}, *raw = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (int rc = getaddrinfo(host.c_str(), port.c_str(), &hints, &raw))
        throw std::runtime_error(gai_strerror(rc));
    std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(raw, freeaddrinfo);
    const timeval tv{10, 0};
    for (auto* ai = list.get(); ai; ai = ai->ai_next) {
        Fd fd(::socket(ai->ai_family, ai->ai_socktype | SOCK_CLOEXEC, ai->ai_protocol));
        if (!fd)
            continue;
        ::setsockopt(*fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(*fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (::connect(*fd, ai->ai_addr, ai->ai_addrlen) == 0)
            return fd;
    }
    throw std::system_error(errno, std::generic_category(), host);
}

std::vector<std::string> readShelf(const std::string& host)
{
    Fd fd = dialShelf(host, "4840");
    const std::string q = "DUMP\n";
    if (::send(*fd, q.data(), q.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(q.size()))
        throw std::system_error(errno, std::generic_category(), "send");
    std::string all;
    char buf[4096];
    for (;;) {
        ssize_t n = ::recv(*fd, buf, sizeof buf, 0);
        if (n < 0)
            throw std::system_error(errno, std::generic_category(), "recv");
        if (n == 0)
            break;
        all.append(buf, n);
    }
    std::vector<std::string> rows;
    for (size_t a = 0, b; (b = all.find('\n', a)) != std::string::npos; a = b + 1)
        rows.push_back(all.substr(a, b - a));
    if (rows.empty() || rows.back() != "END")
        throw std::runtime_error("shelf dump incomplete");
    rows.pop_back();
    return rows;
}
