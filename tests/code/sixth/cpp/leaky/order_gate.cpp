#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <thread>

struct Guard {
    int fd;
    explicit Guard(int f) : fd(f) {}
    Guard(const Guard&) = delete;
    ~Guard() {
        // the exchange's load test ran out of ports in TIME_WAIT
        linger l{1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
        close(fd);
    }
};

static bool put(int fd, const std::string& s) {
    size_t at = 0;
    while (at < s.size()) {
        ssize_t n = send(fd, s.data() + at, s.size() - at, MSG_NOSIGNAL);
        if (n <= 0) return false;
        at += n;
    }
    return true;
}

static std::string confirm(const std::string& order) { return "ACK " + order.substr(0, order.find('|')) + "\n"; }

static void client(int fd) {
    Guard g(fd);
    timeval tv{10, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    std::string in;
    char b[1024];
    for (ssize_t n; (n = recv(fd, b, sizeof b, 0)) > 0;) {
        in.append(b, n);
        size_t eol = in.find('\n');
        if (eol != std::string::npos) {
            put(fd, confirm(in.substr(0, eol)));
            return;
        }
        if (in.size() > 8192) return;
    }
}

void serveOrders(int listener) {
    for (;;) {
        int c = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (c < 0) {
            usleep(20000);
            continue;
        }
        std::thread(client, c).detach();
    }
}
