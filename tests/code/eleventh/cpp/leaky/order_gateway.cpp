// order_gateway.cpp -- FIX-ish session to the exchange simulator
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>

class OrderGateway {
    int fd_ = -1;

    void put(const void* p, size_t n) {
        auto c = static_cast<const char*>(p);
        while (n) {
            ssize_t w = ::send(fd_, c, n, MSG_NOSIGNAL);
            if (w < 0) {
                if (errno == EINTR) continue;
                throw std::runtime_error("gateway: send");
            }
            c += w;
            n -= w;
        }
    }

    void get(void* p, size_t n) {
        auto c = static_cast<char*>(p);
        while (n) {
            ssize_t r = ::recv(fd_, c, n, 0);
            if (r < 0 && errno == EINTR) continue;
            if (r <= 0) throw std::runtime_error("gateway: recv");
            c += r;
            n -= r;
        }
    }

public:
    OrderGateway() = default;
    OrderGateway(const OrderGateway&) = delete;
    OrderGateway& operator=(const OrderGateway&) = delete;
    ~OrderGateway() { if (fd_ >= 0) ::close(fd_); }

    bool open(const sockaddr_in& exch) {
        fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd_ < 0) return false;
        timeval tv{3, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        int v = 0;
        ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &v, sizeof v);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&exch), sizeof exch) == 0)
            return true;
        ::close(fd_);
        fd_ = -1;
        return false;
    }

    // returns the exchange's order number
    uint64_t place(const std::string& order) {
        uint32_t len = htonl(static_cast<uint32_t>(order.size()));
        put(&len, sizeof len);
        put(order.data(), order.size());
        uint64_t id = 0;
        get(&id, sizeof id);
        return be64toh(id);
    }
};
