/* tunnel between two TCP ends (remote serial consoles), half-close kept intact */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define IDLE_MS (10 * 60 * 1000)

struct dir {
    int    from, to;
    char   b[8192];
    size_t off, len;
    int    eof;        /* 'from' has ended */
    int    done;       /* and 'to' was told so */
};

static int pump(struct dir *d, short rev_from, short rev_to)
{
    if (!d->eof && d->len == 0 && (rev_from & (POLLIN | POLLHUP | POLLERR))) {
        ssize_t n = recv(d->from, d->b, sizeof d->b, MSG_DONTWAIT);
        if (n > 0) {
            d->off = 0;
            d->len = (size_t)n;
        } else if (n == 0) {
            d->eof = 1;
        } else if (errno != EAGAIN && errno != EINTR) {
            return -1;
        }
    }
    if (d->len > 0 && (rev_to & (POLLOUT | POLLERR | POLLHUP))) {
        ssize_t w = send(d->to, d->b + d->off, d->len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (w >= 0) {
            d->off += (size_t)w;
            d->len -= (size_t)w;
        } else if (errno != EAGAIN && errno != EINTR) {
            return -1;
        }
    }
    if (d->eof && d->len == 0 && !d->done) {
        shutdown(d->to, SHUT_WR);
        d->done = 1;
    }
    return 0;
}

/* Runs until both directions have ended; both descriptors are consumed. */
void tunnel(int a, int b)
{
    static const char *why;
    struct dir ab = { .from = a, .to = b }, ba = { .from = b, .to = a };

    why = "finished";
    while (!(ab.done && ba.done)) {
        struct pollfd p[2] = { { a, 0, 0 }, { b, 0, 0 } };

        if (!ab.eof && ab.len == 0) p[0].events |= POLLIN;
        if (ba.len > 0)             p[0].events |= POLLOUT;
        if (!ba.eof && ba.len == 0) p[1].events |= POLLIN;
        if (ab.len > 0)             p[1].events |= POLLOUT;
        if (!p[0].events) p[0].fd = -1;
        if (!p[1].events) p[1].fd = -1;

        int r = poll(p, 2, IDLE_MS);
        if (r == 0) {
            why = "idle";
            break;
        }
        if (r < 0) {
            if (errno == EINTR)
                continue;
            why = strerror(errno);
            break;
        }
        if (pump(&ab, p[0].revents, p[1].revents) < 0 ||
            pump(&ba, p[1].revents, p[0].revents) < 0) {
            why = strerror(errno);
            break;
        }
    }
    fprintf(stderr, "tunnel %d<->%d: %s\n", a, b, why);
    close(a);
    close(b);
}
