// Thin RAII wrapper, header-only in the original tree; inlined here for the ticket.
#include <chrono>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

class SocketHandle {
public:
    SocketHandle() = default;
    explicit SocketHandle(int fd) noexcept : m_fd(fd) {}
    ~SocketHandle() { if (m_fd >= 0) ::close(m_fd); }

    SocketHandle(const SocketHandle&) = delete;
    SocketHandle& operator=(const SocketHandle&) = delete;

    SocketHandle(SocketHandle&& o) noexcept : m_fd(std::exchange(o.m_fd, -1)) {}
    SocketHandle& operator=(SocketHandle&& o) noexcept
    {
        m_fd = std::exchange(o.m_fd, -1);
        return *this;
    }

    int  get() const noexcept { return m_fd; }
    bool valid() const noexcept { return m_fd >= 0; }

private:
    int m_fd = -1;
};

// dials with a 5 s connect / IO timeout and TCP_NODELAY, invalid handle on failure
SocketHandle dialBroker(const std::string& host);

// Keeps a line to the freight exchange; redials whenever the exchange hangs up.
class FreightLink {
public:
    explicit FreightLink(std::string host) : m_host(std::move(host)) {}

    bool offer(const std::string& record)
    {
        for (int attempt = 0; attempt < 3; ++attempt) {
            if (!m_sock.valid() || m_stale) {
                m_sock = dialBroker(m_host);
                m_stale = !m_sock.valid();
                if (m_stale)
                    continue;
            }
            if (sendRecord(record))
                return true;
            m_stale = true;
        }
        return false;
    }

private:
    bool sendRecord(const std::string& r)
    {
        size_t off = 0;
        while (off < r.size()) {
            ssize_t n = ::send(m_sock.get(), r.data() + off, r.size() - off, MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            off += static_cast<size_t>(n);
        }
        char ack = 0;
        return ::recv(m_sock.get(), &ack, 1, 0) == 1 && ack == '+';
    }

    std::string  m_host;
    SocketHandle m_sock;
    bool         m_stale = false;
};
