#include <cerrno>
#include <cstdint>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>
#include <vector>

/** Descriptor owner, the only place in this module where close() is called. */
class Fd
{
  public:
    explicit Fd(int fd = -1) noexcept : m_fd(fd) {}
    Fd(Fd&& o) noexcept : m_fd(std::exchange(o.m_fd, -1)) {}
    Fd& operator=(Fd&& o) noexcept { std::swap(m_fd, o.m_fd); return *this; }
    ~Fd() { if (m_fd >= 0) ::close(m_fd); }
    int get() const noexcept { return m_fd; }
    explicit operator bool() const noexcept { return m_fd >= 0; }
  private:
    int m_fd;
};

class LabelClient
{
  public:
    LabelClient(const std::string& host, const std::string& service)
        : m_sock(Connect(host, service))
    {
        const auto hello = Call("VERSION");
        if (hello.compare(0, 2, "3.") != 0)
            throw std::runtime_error("label server too old: " + hello);
    }

    std::string Call(const std::string& cmd)
    {
        const std::uint32_t len = htonl(static_cast<std::uint32_t>(cmd.size()));
        std::vector<char> frame(sizeof len + cmd.size());
        std::memcpy(frame.data(), &len, sizeof len);
        std::memcpy(frame.data() + sizeof len, cmd.data(), cmd.size());
        for (size_t off = 0; off < frame.size();) {
            const ssize_t n = ::send(m_sock.get(), frame.data() + off, frame.size() - off, MSG_NOSIGNAL);
            if (n >= 0)
                off += static_cast<size_t>(n);
            else if (errno != EINTR)
                throw std::runtime_error("label server: send failed");
        }
        std::uint32_t rlen = 0;
        Receive(&rlen, sizeof rlen);
        rlen = ntohl(rlen);
        if (rlen > 65536)
            throw std::runtime_error("label server: answer of absurd size");
        std::string answer(rlen, '\0');
        Receive(&answer[0], rlen);
        return answer;
    }

  private:
    static Fd Connect(const std::string& host, const std::string& service)
    {
        addrinfo hints{}, *all = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        if (int rc = ::getaddrinfo(host.c_str(), service.c_str(), &hints, &all))
            throw std::runtime_error(::gai_strerror(rc));
        Fd result;
        for (auto* a = all; a && !result; a = a->ai_next) {
            Fd s(::socket(a->ai_family, a->ai_socktype, a->ai_protocol));
            if (!s)
                continue;
            const timeval tv{5, 0};
            const int one = 1;
            ::setsockopt(s.get(), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
            ::setsockopt(s.get(), SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
            ::setsockopt(s.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            if (::connect(s.get(), a->ai_addr, a->ai_addrlen) == 0)
                result = std::move(s);
        }
        ::freeaddrinfo(all);
        if (!result)
            throw std::runtime_error("label server " + host + " unreachable");
        return result;
    }

    void Receive(void* to, size_t n)
    {
        for (size_t got = 0; got < n;) {
            const ssize_t r = ::recv(m_sock.get(), static_cast<char*>(to) + got, n - got, 0);
            if (r > 0)
                got += static_cast<size_t>(r);
            else if (r == 0 || errno != EINTR)
                throw std::runtime_error("label server: no answer");
        }
    }

    Fd m_sock;
};
