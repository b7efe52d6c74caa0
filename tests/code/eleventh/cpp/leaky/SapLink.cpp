#include "SapLink.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <system_error>
#include <unistd.h>

// class SapLink {
//     int m_fd;
//     std::string m_session;
//   public:
//     SapLink(const std::string& ip, uint16_t port, const std::string& user);
//     ~SapLink();
//     std::string Call(const std::string& rfc);
// };

static std::string ReadLine(int fd)
{
    std::string line;
    char buf[256];
    while (line.empty() || line.back() != '\n') {
        const ssize_t n = ::recv(fd, buf, sizeof(buf), 0);
        if (n == 0)
            throw std::runtime_error("SAP gateway closed");
        if (n < 0) {
            if (errno == EINTR) continue;
            throw std::system_error(errno, std::generic_category(), "recv");
        }
        line.append(buf, static_cast<size_t>(n));
    }
    line.pop_back();
    return line;
}

static bool SendLine(int fd, const std::string& s)
{
    const std::string out = s + "\n";
    size_t off = 0;
    while (off < out.size()) {
        const ssize_t n = ::send(fd, out.data() + off, out.size() - off, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        off += static_cast<size_t>(n);
    }
    return true;
}

SapLink::SapLink(const std::string& ip, uint16_t port, const std::string& user)
    : m_fd(::socket(AF_INET, SOCK_STREAM, 0))
{
    if (m_fd < 0)
        throw std::system_error(errno, std::generic_category(), "socket");
    timeval tv{10, 0};
    int one = 1;
    ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
    ::setsockopt(m_fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
    ::setsockopt(m_fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    sockaddr_in sa{};
    sa.sin_family = AF_INET;
    sa.sin_port = htons(port);
    sa.sin_addr.s_addr = inet_addr(ip.c_str());

    std::string err, reply;
    if (::connect(m_fd, reinterpret_cast<sockaddr*>(&sa), sizeof(sa)) != 0) {
        err = std::strerror(errno);
    } else if (!SendLine(m_fd, "LOGON " + user)) {
        err = "logon not sent";
    } else {
        try { reply = ReadLine(m_fd); } catch (const std::exception& e) { err = e.what(); }
    }
    if (!err.empty()) {
        ::close(m_fd);
        throw std::runtime_error("SapLink: " + err);
    }
    if (reply.compare(0, 3, "OK ") != 0)
        throw std::runtime_error("SapLink: logon of " + user + " refused: " + reply);
    m_session = reply.substr(3);
}

SapLink::~SapLink() { ::close(m_fd); }

std::string SapLink::Call(const std::string& rfc)
{
    if (!SendLine(m_fd, m_session + " " + rfc))
        throw std::runtime_error("SapLink: send");
    return ReadLine(m_fd);
}
