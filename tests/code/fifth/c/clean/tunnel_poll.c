#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>

/* Plain TCP relay with proper half-close, used between DMZ and the mainframe. */

struct lane {
    int    src, dst;
    char   buf[32768];
    size_t at, len;
    bool   eof, shut;
};

static int lane_read(struct lane *l)
{
    ssize_t n = recv(l->src, l->buf, sizeof l->buf, MSG_DONTWAIT);
    if (n > 0) {
        l->at = 0;
        l->len = (size_t)n;
    } else if (n == 0)
        l->eof = true;
    else if (errno != EAGAIN && errno != EINTR)
        return -1;
    return 0;
}

static int lane_write(struct lane *l)
{
    if (l->len) {
        ssize_t n = send(l->dst, l->buf + l->at, l->len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR ? 0 : -1;
        l->at += (size_t)n;
        l->len -= (size_t)n;
    }
    if (!l->len && l->eof && !l->shut) {
        l->shut = true;
        shutdown(l->dst, SHUT_WR);   /* nothing is written to dst from here on */
    }
    return 0;
}

/* owns both descriptors; returns once both directions have ended */
void relay(int a, int b)
{
    struct lane up = { .src = a, .dst = b }, down = { .src = b, .dst = a };

    while (!(up.shut && down.shut)) {
        struct pollfd p[2] = { { .fd = a }, { .fd = b } };

        if (!up.eof && !up.len)     p[0].events |= POLLIN;
        if (!down.eof && !down.len) p[1].events |= POLLIN;
        if (up.len)                 p[1].events |= POLLOUT;
        if (down.len)               p[0].events |= POLLOUT;
        if (!p[0].events) p[0].fd = -1;
        if (!p[1].events) p[1].fd = -1;

        int k = poll(p, 2, 300000);
        if (k == 0)
            break;                  /* five minutes of silence */
        if (k < 0) {
            if (errno == EINTR)
                continue;
            break;
        }
        if ((p[0].revents & (POLLERR | POLLNVAL)) || (p[1].revents & (POLLERR | POLLNVAL)))
            break;
        if (!up.eof && !up.len && p[0].revents && lane_read(&up) < 0)
            break;
        if (!down.eof && !down.len && p[1].revents && lane_read(&down) < 0)
            break;
        if (lane_write(&up) < 0 || lane_write(&down) < 0)
            break;
    }
    close(a);
    close(b);
}
