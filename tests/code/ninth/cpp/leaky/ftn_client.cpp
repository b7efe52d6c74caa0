// FTN price service client, legacy line protocol (see wiki: "FTN v2")
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace ftn {

class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

static int openSocket(const std::string& host)
{
    addrinfo hints{}, *ai = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (int e = getaddrinfo(host.c_str(), "4711", &hints, &ai))
        throw Error(gai_strerror(e));
    int fd = ::socket(ai->ai_family, ai->ai_socktype, 0);
    timeval tv{5, 0};
    int one = 1;
    if (fd >= 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    }
    bool ok = fd >= 0 && ::connect(fd, ai->ai_addr, ai->ai_addrlen) == 0;
    freeaddrinfo(ai);
    if (!ok) {
        std::string why = std::strerror(errno);
        if (fd >= 0) ::close(fd);
        throw Error("connect " + host + ": " + why);
    }
    return fd;
}

static void sendAll(int fd, const std::string& s)
{
    for (size_t off = 0; off < s.size();) {
        ssize_t w = ::send(fd, s.data() + off, s.size() - off, MSG_NOSIGNAL);
        if (w < 0 && errno != EINTR) throw Error("send");
        if (w > 0) off += w;
    }
}

double fetchPrice(const std::string& host, const std::string& isin)
{
    int fd = openSocket(host);
    std::string buf;
    char tmp[512];

    sendAll(fd, "PRICE " + isin + "\r\n");
    ssize_t n;
    while ((n = ::recv(fd, tmp, sizeof tmp, 0)) > 0) {
        buf.append(tmp, n);
        if (buf.find('\n') != std::string::npos)
            break;
    }
    ::close(fd);
    if (n <= 0)
        throw Error("no reply for " + isin);
    return std::stod(buf);
}

}  // namespace ftn
