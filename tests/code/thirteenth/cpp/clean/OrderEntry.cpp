// Order entry session to the exchange simulator. Header + body in one buffer, then wait for the ack.
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <unistd.h>
#include <vector>

class OrderEntry {
public:
    explicit OrderEntry(const sockaddr_in& where) : s_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        if (s_ < 0)
            fail("socket");
        try {
            const int one = 1;
            const timeval tv{3, 0};
            if (::setsockopt(s_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) < 0 ||
                ::setsockopt(s_, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) < 0 ||
                ::setsockopt(s_, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv) < 0)
                fail("setsockopt");
            if (::connect(s_, reinterpret_cast<const sockaddr*>(&where), sizeof where) < 0)
                fail("connect");
        } catch (...) {
            ::close(s_);
            throw;
        }
    }
    ~OrderEntry() { ::close(s_); }
    OrderEntry(const OrderEntry&) = delete;
    OrderEntry& operator=(const OrderEntry&) = delete;

    std::uint32_t enter(const std::vector<std::uint8_t>& body)
    {
        std::vector<std::uint8_t> msg(4 + body.size());
        const std::uint32_t len = htonl(static_cast<std::uint32_t>(body.size()));
        std::memcpy(msg.data(), &len, 4);
        std::memcpy(msg.data() + 4, body.data(), body.size());
        for (std::size_t off = 0; off < msg.size();) {
            const auto n = ::send(s_, msg.data() + off, msg.size() - off, MSG_NOSIGNAL);
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                fail("send");
            off += static_cast<std::size_t>(n);
        }
        std::uint32_t id = 0;
        auto* p = reinterpret_cast<char*>(&id);
        for (std::size_t got = 0; got < sizeof id;) {
            const auto n = ::recv(s_, p + got, sizeof id - got, 0);
            if (n < 0 && errno == EINTR)
                continue;
            if (n < 0)
                fail("recv");
            if (n == 0)
                throw std::system_error(ECONNRESET, std::generic_category(), "exchange hung up");
            got += static_cast<std::size_t>(n);
        }
        return ntohl(id);
    }

private:
    [[noreturn]] static void fail(const char* what)
    {
        throw std::system_error(errno, std::generic_category(), what);
    }
    int s_;
};
