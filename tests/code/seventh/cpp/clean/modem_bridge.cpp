// Bridges a serial modem server to a TCP client: bytes both ways until both sides
// have ended. From ticket OPS-774 (reviewed version).
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstddef>

struct Pipe {
    int from, to;
    char buf[8192];
    size_t head = 0, tail = 0;
    bool eof = false, done = false;

    Pipe(int f, int t) : from(f), to(t) {}
    bool wantsRead() const { return !eof && tail < sizeof buf; }
    bool wantsWrite() const { return head < tail; }

    bool fill() {
        ssize_t n = recv(from, buf + tail, sizeof buf - tail, MSG_DONTWAIT);
        if (n > 0) tail += n;
        else if (n == 0) eof = true;
        else if (errno != EAGAIN && errno != EINTR) return false;
        return true;
    }
    bool drain() {
        if (wantsWrite()) {
            ssize_t n = send(to, buf + head, tail - head, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (n > 0) head += n;
            else if (errno != EAGAIN && errno != EINTR) return false;
            if (head == tail) head = tail = 0;
        }
        if (eof && !wantsWrite() && !done) {
            shutdown(to, SHUT_WR);
            done = true;
        }
        return true;
    }
};

// Takes over both descriptors.
void bridge(int client, int modem)
{
    Pipe up(client, modem), down(modem, client);
    while (!(up.done && down.done)) {
        pollfd p[2] = {{client, 0, 0}, {modem, 0, 0}};
        if (up.wantsRead()) p[0].events |= POLLIN;
        if (down.wantsWrite()) p[0].events |= POLLOUT;
        if (down.wantsRead()) p[1].events |= POLLIN;
        if (up.wantsWrite()) p[1].events |= POLLOUT;
        for (auto &e : p)
            if (!e.events) e.fd = -1;
        int r = poll(p, 2, 600 * 1000);
        if (r < 0 && errno == EINTR) continue;
        if (r <= 0) break;
        if ((p[0].revents & POLLIN) && !up.fill()) break;
        if ((p[1].revents & POLLIN) && !down.fill()) break;
        if ((p[0].revents | p[1].revents) & (POLLERR | POLLNVAL)) break;
        if (!up.drain() || !down.drain()) break;
    }
    close(client);
    close(modem);
}
