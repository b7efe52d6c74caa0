// Process historian export. Called by the nightly batch for each unit of the refinery.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <vector>

namespace historian {

struct Sample { long ts; double value; };

static Sample parseSample(const std::string& line)
{
    const auto comma = line.find(',');
    if (comma == std::string::npos)
        throw std::runtime_error("historian: bad line '" + line + "'");
    return { std::stol(line.substr(0, comma)), std::stod(line.substr(comma + 1)) };
}

std::vector<Sample> exportTag(const sockaddr_in& server, const std::string& tag)
{
    std::vector<Sample> samples;
    int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        throw std::runtime_error("socket");

    timeval tv{ 30, 0 };
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
        ::close(fd);
        throw std::runtime_error("historian unreachable");
    }

    const std::string req = "EXPORT " + tag + "\n";
    if (::send(fd, req.data(), req.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(req.size())) {
        ::close(fd);
        throw std::runtime_error("historian: send");
    }

    std::string pending;
    char chunk[8192];
    ssize_t n;
    while ((n = ::recv(fd, chunk, sizeof chunk, 0)) > 0) {
        pending.append(chunk, static_cast<size_t>(n));
        size_t nl;
        while ((nl = pending.find('\n')) != std::string::npos) {
            samples.push_back(parseSample(pending.substr(0, nl)));
            pending.erase(0, nl + 1);
        }
    }
    ::close(fd);
    if (n < 0)
        throw std::runtime_error("historian: transfer cut off");
    return samples;
}

} // namespace historian
