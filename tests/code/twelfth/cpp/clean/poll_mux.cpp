// serial console multiplexer: whatever comes from the UART goes to every attached viewer
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <string>
#include <vector>

using std::string;
using std::vector;

struct viewer { int fd; string backlog; };

static bool push_out(viewer& v) {
    while (!v.backlog.empty()) {
        ssize_t k = send(v.fd, v.backlog.data(), v.backlog.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (k < 0) return errno == EAGAIN || errno == EINTR;
        v.backlog.erase(0, k);
    }
    return true;
}

void mux(int uart, int lsock) {
    vector<viewer> vs;
    char buf[512];
    for (;;) {
        bool room = vs.size() < 16;
        vector<pollfd> p;
        p.push_back({uart, POLLIN, 0});
        p.push_back({room ? lsock : -1, POLLIN, 0});
        for (auto& v : vs)
            p.push_back({v.fd, short(POLLIN | (v.backlog.empty() ? 0 : POLLOUT)), 0});

        if (poll(p.data(), p.size(), -1) < 0) {
            if (errno == EINTR) continue;
            perror("poll");
            break;
        }
        if (p[0].revents) {
            ssize_t n = read(uart, buf, sizeof buf);
            if (n <= 0) { fprintf(stderr, "uart gone\n"); break; }
            for (auto& v : vs) v.backlog.append(buf, n);
        }
        vector<viewer> keep;
        for (size_t i = 0; i < vs.size(); i++) {
            viewer& v = vs[i];
            bool ok = true;
            if (p[i + 2].revents & (POLLIN | POLLHUP | POLLERR)) {
                // viewers are read only; their bytes are thrown away
                ssize_t n = recv(v.fd, buf, sizeof buf, MSG_DONTWAIT);
                ok = n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
            }
            ok = ok && push_out(v) && v.backlog.size() < 256 * 1024;
            if (ok) keep.push_back(std::move(v));
            else close(v.fd);
        }
        vs.swap(keep);
        if (p[1].revents & POLLIN) {
            int c = accept4(lsock, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (c >= 0) {
                int on = 1;
                setsockopt(c, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
                vs.push_back({c, ""});
            } else if (errno == EMFILE) {
                usleep(50000);
            }
        }
    }
    for (auto& v : vs) close(v.fd);
}
