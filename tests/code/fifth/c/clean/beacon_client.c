/* beacon: runs on the lighthouse controller, reports to shore and takes orders.
 * Reconnects for ever with a growing pause. */
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

int  lamp_state(char *out, size_t cap);
void lamp_order(const char *line);

static int connect_within(const struct addrinfo *ai, int ms)
{
    int err = 0, fd = socket(ai->ai_family, ai->ai_socktype | SOCK_NONBLOCK, ai->ai_protocol);
    socklen_t el = sizeof err;
    struct pollfd p = { .fd = fd, .events = POLLOUT };

    if (fd < 0)
        return -1;
    if (connect(fd, ai->ai_addr, ai->ai_addrlen) < 0) {
        if (errno != EINPROGRESS || poll(&p, 1, ms) != 1 ||
            getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &el) < 0 || err) {
            close(fd);
            return -1;
        }
    }
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return fd;
}

static int shore(const char *host)
{
    struct addrinfo h = { .ai_socktype = SOCK_STREAM }, *r, *i;
    int fd = -1, one = 1;

    if (getaddrinfo(host, "7700", &h, &r))
        return -1;
    for (i = r; i && fd < 0; i = i->ai_next)
        fd = connect_within(i, 8000);
    freeaddrinfo(r);
    if (fd >= 0)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* returns when the link is of no use any more; the caller closes */
static void converse(int fd)
{
    char st[200], in[200];
    struct pollfd p = { .fd = fd, .events = POLLIN };
    int misses = 0;

    while (misses < 3) {
        int n = lamp_state(st, sizeof st), off = 0;
        while (off < n) {
            ssize_t w = send(fd, st + off, n - off, MSG_NOSIGNAL);
            if (w < 0) return;
            off += (int)w;
        }
        if (poll(&p, 1, 20000) <= 0) { misses++; continue; }
        ssize_t r = recv(fd, in, sizeof in - 1, 0);
        if (r <= 0) return;
        in[r] = 0;
        lamp_order(in);
        misses = 0;
    }
}

int main(int argc, char **argv)
{
    unsigned pause = 1;
    for (;;) {
        int fd = shore(argc > 1 ? argv[1] : "shore.port.example");
        if (fd < 0) {
            sleep(pause + rand() % 3);
            if (pause < 300) pause *= 2;
            continue;
        }
        pause = 5;
        converse(fd);
        close(fd);
        sleep(pause);
    }
}
