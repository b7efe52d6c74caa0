// elevator_hub: cabins report their floor, one line each, to the dispatcher
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

namespace {
std::atomic<bool> g_stop{false};

int listen_on(std::uint16_t port)
{
    int s = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0) return -1;
    int on = 1;
    ::setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(port);
    if (::bind(s, (sockaddr*)&a, sizeof(a)) < 0 || ::listen(s, 1024) < 0) {
        ::close(s);
        return -1;
    }
    return s;
}

void report(int cabin, const char* p, size_t n) { std::cout << cabin << ": " << std::string(p, n); }
} // namespace

int main()
{
    int l = listen_on(4700);
    if (l < 0) {
        std::cerr << "listen: " << std::strerror(errno) << "\n";
        return 1;
    }
    std::vector<pollfd> p{{l, POLLIN, 0}};
    while (!g_stop) {
        if (::poll(p.data(), p.size(), 1000) <= 0)
            continue;
        for (size_t i = p.size() - 1; i >= 1; --i) {
            if (!p[i].revents)
                continue;
            char b[128];
            ssize_t n = ::recv(p[i].fd, b, sizeof(b), 0);
            if (n > 0) {
                report(p[i].fd, b, (size_t)n);
            } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
                ::close(p[i].fd);
                p.erase(p.begin() + (long)i);
            }
        }
        while (p[0].revents & POLLIN) {
            int c = ::accept4(l, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (c >= 0) {
                int on = 1;
                ::setsockopt(c, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
                p.push_back({c, POLLIN, 0});
                continue;
            }
            if (errno == EAGAIN)
                break;
            std::cerr << "accept: " << std::strerror(errno) << "\n";
        }
    }
    for (auto& e : p)
        ::close(e.fd);
}
