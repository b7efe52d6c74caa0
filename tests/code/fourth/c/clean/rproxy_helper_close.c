#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct side {
    int fd;
    struct side *peer;
    char buf[8192];
    size_t off, len;
};

static int epfd;

static void side_free(struct side *s)
{
    if (s == NULL)
        return;
    if (s->fd >= 0)
        close(s->fd);
    free(s);
}

static void pair_drop(struct side *s)
{
    side_free(s->peer);
    side_free(s);
}

static int watch(struct side *s, unsigned events)
{
    struct epoll_event ev = { .events = events, .data.ptr = s };
    return epoll_ctl(epfd, EPOLL_CTL_MOD, s->fd, &ev);
}

/* 0: all written, reading goes on; while it does not fit, the source is not read */
static int side_flush(struct side *s)
{
    while (s->off < s->len) {
        ssize_t w = send(s->peer->fd, s->buf + s->off, s->len - s->off, MSG_NOSIGNAL);
        if (w < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN)
                return watch(s, 0) < 0 ? -1 : watch(s->peer, EPOLLOUT);
            return -1;
        }
        s->off += (size_t)w;
    }
    s->off = s->len = 0;
    return watch(s, EPOLLIN) < 0 ? -1 : watch(s->peer, EPOLLIN);
}

void side_event(struct side *s, unsigned ev)
{
    if (ev & (EPOLLERR | EPOLLHUP)) {
        pair_drop(s);
        return;
    }
    if ((ev & EPOLLOUT) && side_flush(s->peer) < 0) {
        pair_drop(s);
        return;
    }
    if ((ev & EPOLLIN) && s->len == 0) {
        ssize_t n = read(s->fd, s->buf, sizeof s->buf);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0) {
            pair_drop(s);
            return;
        }
        s->len = (size_t)n;
        if (side_flush(s) < 0)
            pair_drop(s);
    }
}
