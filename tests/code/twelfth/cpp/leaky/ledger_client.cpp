// LedgerClient: posts bookings to ledgerd. One persistent connection per branch server.
class LedgerClient {
public:
    explicit LedgerClient(const sockaddr_in& peer) : peer_(peer) {}
    ~LedgerClient() { disconnect(); }
    LedgerClient(const LedgerClient&) = delete;
    LedgerClient& operator=(const LedgerClient&) = delete;

    uint64_t book(const Booking& b) {
        if (fd_ < 0) connect();
        try {
            std::string body = b.serialize();
            FrameHeader h;
            h.magic = htonl(0x4c444752);
            h.length = htonl(static_cast<uint32_t>(body.size()));

            sendAll(&h, sizeof h);
            sendAll(body.data(), body.size());

            FrameHeader rh;
            recvAll(&rh, sizeof rh);
            if (ntohl(rh.length) != sizeof(uint64_t)) throw ProtocolError("bad reply length");
            uint64_t id;
            recvAll(&id, sizeof id);
            return be64toh(id);
        } catch (...) {
            disconnect();   // stream state unknown, start afresh next time
            throw;
        }
    }

private:
    void connect() {
        int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (s < 0) throw std::system_error(errno, std::generic_category(), "socket");
        timeval tv{3, 0};
        ::setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        ::setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        int on = 1;
        ::setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        if (::connect(s, reinterpret_cast<const sockaddr*>(&peer_), sizeof peer_) < 0) {
            int e = errno;
            ::close(s);
            throw std::system_error(e, std::generic_category(), "connect ledgerd");
        }
        fd_ = s;
    }
    void disconnect() noexcept {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }
    void sendAll(const void* p, size_t n) {
        auto* c = static_cast<const char*>(p);
        while (n) {
            ssize_t w = ::send(fd_, c, n, MSG_NOSIGNAL);
            if (w < 0) {
                if (errno == EINTR) continue;
                throw std::system_error(errno, std::generic_category(), "send");
            }
            c += w;
            n -= w;
        }
    }
    void recvAll(void* p, size_t n) {
        auto* c = static_cast<char*>(p);
        while (n) {
            ssize_t r = ::recv(fd_, c, n, 0);
            if (r == 0) throw ProtocolError("ledgerd closed");
            if (r < 0) {
                if (errno == EINTR) continue;
                throw std::system_error(errno, std::generic_category(), "recv");
            }
            c += r;
            n -= r;
        }
    }
    sockaddr_in peer_;
    int fd_ = -1;
};
