// Talks SMPP-lite to the SMS carrier: bind, then submit.
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sms {

class Handle {
public:
    explicit Handle(int fd = -1) noexcept : fd_(fd) {}
    Handle(Handle&& o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
    Handle& operator=(Handle&& o) noexcept { std::swap(fd_, o.fd_); return *this; }
    ~Handle() { if (fd_ >= 0) ::close(fd_); }
    int get() const noexcept { return fd_; }
    int release() noexcept { return std::exchange(fd_, -1); }
private:
    int fd_;
};

static Handle dial(const sockaddr_in& to) {
    Handle h(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (h.get() < 0) throw std::system_error(errno, std::generic_category(), "socket");
    timeval tv{12, 0};
    int one = 1;
    ::setsockopt(h.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    ::setsockopt(h.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    ::setsockopt(h.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (::connect(h.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0)
        throw std::system_error(errno, std::generic_category(), "connect");
    return h;
}

struct BindReply { std::uint32_t status; std::uint32_t window; };

class Session {
public:
    Session(const sockaddr_in& carrier, const std::string& user, const std::string& pw) {
        Handle h = dial(carrier);
        std::string pdu = "BIND " + user + " " + pw + "\n";
        for (std::size_t off = 0; off < pdu.size();) {
            ssize_t n = ::send(h.get(), pdu.data() + off, pdu.size() - off, MSG_NOSIGNAL);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) throw std::system_error(errno, std::generic_category(), "send");
            off += static_cast<std::size_t>(n);
        }
        fd_ = h.release();
        BindReply r{};
        if (::recv(fd_, &r, sizeof r, MSG_WAITALL) != static_cast<ssize_t>(sizeof r) || ntohl(r.status) != 0)
            throw std::runtime_error("carrier refused bind for " + user);
        window_ = ntohl(r.window);
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { ::close(fd_); }

    int fd() const { return fd_; }
    std::uint32_t window() const { return window_; }

private:
    int fd_ = -1;
    std::uint32_t window_ = 0;
};

}  // namespace sms
