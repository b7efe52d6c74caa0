#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <syslog.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <thread>

namespace {

int listenOn(uint16_t port) {
    int s = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0) return -1;
    int on = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in6 a{};
    a.sin6_family = AF_INET6;
    a.sin6_port = htons(port);
    a.sin6_addr = in6addr_any;
    if (bind(s, reinterpret_cast<sockaddr*>(&a), sizeof a) < 0 || listen(s, 1) < 0) {
        syslog(LOG_ERR, "port %u: %m", port);
        close(s);
        return -1;
    }
    return s;
}

void pair(int c) {
    timeval tv{5, 0};
    setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(c, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    std::array<char, 16> serial{};
    if (recv(c, serial.data(), serial.size(), MSG_WAITALL) == static_cast<ssize_t>(serial.size())) {
        unsigned code = 0;
        for (char ch : serial) code = code * 31 + static_cast<unsigned char>(ch);
        char out[16];
        int n = snprintf(out, sizeof out, "%06u\n", code % 1000000);
        if (send(c, out, n, MSG_NOSIGNAL) != n) syslog(LOG_WARNING, "answer: %m");
    }
    close(c);
}

}  // namespace

// every set-top box of the region asks here after a power cut
int main() {
    openlog("pairingd", LOG_PID, LOG_DAEMON);
    int s = listenOn(4747);
    if (s < 0) return 1;
    for (;;) {
        int c = accept4(s, nullptr, nullptr, SOCK_CLOEXEC);
        if (c < 0) {
            syslog(LOG_WARNING, "accept: %m");
            usleep(100000);
            continue;
        }
        std::thread(pair, c).detach();
    }
}
