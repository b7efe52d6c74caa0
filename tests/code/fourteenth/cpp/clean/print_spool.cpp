#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <memory>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

// raw 9100 printing of a spool file; printers are slow, so we wait for room with a limit

enum class PrintResult { Done, Unreachable, Stuck, IoError };

class Printer {
    int fd;
public:
    Printer() : fd(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {}
    ~Printer() { if (fd >= 0) close(fd); }
    Printer(const Printer &) = delete;
    Printer &operator=(const Printer &) = delete;

    bool ready(short ev, int ms) {
        pollfd p{fd, ev, 0};
        int k;
        do k = poll(&p, 1, ms); while (k < 0 && errno == EINTR);
        return k == 1;
    }

    PrintResult connectTo(const sockaddr_in &a) {
        if (fd < 0) return PrintResult::IoError;
        if (connect(fd, (const sockaddr *)&a, sizeof a) == 0) return PrintResult::Done;
        if (errno != EINPROGRESS || !ready(POLLOUT, 5000)) return PrintResult::Unreachable;
        int e = 0;
        socklen_t l = sizeof e;
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &l);
        return e ? PrintResult::Unreachable : PrintResult::Done;
    }

    PrintResult put(const char *p, size_t n) {
        while (n > 0) {
            ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
            if (w >= 0) { p += w; n -= size_t(w); continue; }
            if (errno == EINTR) continue;
            if (errno != EAGAIN) return PrintResult::IoError;
            if (!ready(POLLOUT, 120000)) return PrintResult::Stuck;   // paper out
        }
        return PrintResult::Done;
    }

    // half close, then wait until the printer has taken everything
    void finish() {
        char c[64];
        shutdown(fd, SHUT_WR);
        while (ready(POLLIN, 10000) && recv(fd, c, sizeof c, 0) > 0) {}
    }
};

PrintResult printSpoolFile(const sockaddr_in &addr, const std::string &path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return PrintResult::IoError;
    Printer p;
    PrintResult r = p.connectTo(addr);
    char block[32768];
    while (r == PrintResult::Done && (in.read(block, sizeof block), in.gcount() > 0))
        r = p.put(block, size_t(in.gcount()));
    if (r == PrintResult::Done) p.finish();
    return r;
}
