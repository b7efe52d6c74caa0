#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// Thumbnail service of the real estate portal.
std::vector<char> renderThumb(const std::string& path);   // libvips, 300..900 ms

namespace {

bool sendAll(int fd, const char* p, size_t n)
{
    while (n > 0) {
        ssize_t w = ::send(fd, p, n, MSG_NOSIGNAL);
        if (w <= 0) return false;
        p += w;
        n -= static_cast<size_t>(w);
    }
    return true;
}

void handle(int fd)
{
    timeval tv{5, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    std::string path;
    char b[512];
    while (path.find('\n') == std::string::npos && path.size() < 2048) {
        ssize_t n = ::recv(fd, b, sizeof b, 0);
        if (n <= 0) return;
        path.append(b, static_cast<size_t>(n));
    }
    path.resize(path.find('\n') == std::string::npos ? path.size() : path.find('\n'));
    const auto img = renderThumb(path);
    if (sendAll(fd, img.data(), img.size())) {
        ::shutdown(fd, SHUT_WR);
        while (::recv(fd, b, sizeof b, 0) > 0) {}
    }
}

} // namespace

int serveThumbs(uint16_t port)
{
    int ls = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (ls < 0) return -1;
    int one = 1;
    ::setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    if (::bind(ls, reinterpret_cast<sockaddr*>(&a), sizeof a) < 0 || ::listen(ls, 128) < 0) {
        ::close(ls);
        return -1;
    }
    while (true) {
        int fd = ::accept(ls, nullptr, nullptr);
        if (fd < 0) {
            std::perror("accept");
            ::usleep(50000);
            continue;
        }
        handle(fd);
        ::close(fd);
    }
}
