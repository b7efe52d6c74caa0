#include <sys/socket.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <cstdint>
#include <vector>

class Uplink {
    int fd_ = -1;
public:
    explicit Uplink(const sockaddr* sa, socklen_t len)
    {
        fd_ = ::socket(sa->sa_family, SOCK_STREAM, 0);
        if (fd_ < 0) return;
        int sz = 32 * 1024;
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDBUF, &sz, sizeof sz);
        timeval tv{5, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (::connect(fd_, sa, len) != 0) {
            ::close(fd_);
            fd_ = -1;
        }
    }
    ~Uplink() { if (fd_ >= 0) ::close(fd_); }
    Uplink(const Uplink&) = delete;

    bool push(const std::vector<uint8_t>& nal)
    {
        size_t off = 0;
        while (off < nal.size()) {
            ssize_t n = ::send(fd_, nal.data() + off, nal.size() - off, MSG_NOSIGNAL);
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) return false;
            off += static_cast<size_t>(n);
        }
        return true;
    }
};
