#include <utility>
#include <unistd.h>
#include <netdb.h>
#include <sys/socket.h>

class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) noexcept : fd_(fd) {}
    UniqueFd(UniqueFd&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& o) noexcept {
        if (this != &o) { reset(); fd_ = std::exchange(o.fd_, -1); }
        return *this;
    }
    ~UniqueFd() { reset(); }
    void reset() noexcept { if (fd_ >= 0) { ::close(fd_); fd_ = -1; } }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
private:
    int fd_ = -1;
};

std::optional<std::string> banner(const sockaddr_in& sa)
{
    UniqueFd s{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (!s) return std::nullopt;

    timeval tv{4, 0};
    ::setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    ::setsockopt(s.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (::connect(s.get(), reinterpret_cast<const sockaddr*>(&sa), sizeof sa) != 0)
        return std::nullopt;

    std::string out;
    char buf[256];
    while (out.find('\n') == std::string::npos) {
        auto n = ::recv(s.get(), buf, sizeof buf, 0);
        if (n == 0) return out;
        if (n < 0) {
            if (errno == EINTR) continue;
            return std::nullopt;
        }
        out.append(buf, n);
    }
    return out;
}
