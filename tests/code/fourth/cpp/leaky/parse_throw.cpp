#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include "netutil.h"

namespace whois {

std::string query(const sockaddr_in& server, const std::string& domain)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    if (fd == -1)
        throw std::system_error(errno, std::generic_category(), "socket");

    netutil::timeouts(fd, 8);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&server), sizeof server) == -1) {
        const int e = errno;
        ::close(fd);
        throw std::system_error(e, std::generic_category(), "connect");
    }

    const std::string req = domain + "\r\n";
    if (!netutil::writeAll(fd, req))
        throw std::runtime_error("whois: short write");

    std::string answer;
    char buf[4096];
    ssize_t n;
    while ((n = ::read(fd, buf, sizeof buf)) > 0)
        answer.append(buf, static_cast<size_t>(n));

    ::close(fd);
    return answer;
}

} // namespace whois
