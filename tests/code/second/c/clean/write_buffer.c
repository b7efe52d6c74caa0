#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn {
    int fd, ep;
    char *out;
    size_t len, off, cap;
};

static void conn_want(struct conn *c, int write)
{
    struct epoll_event ev = {.events = EPOLLIN | (write ? EPOLLOUT : 0u), .data.ptr = c};
    epoll_ctl(c->ep, EPOLL_CTL_MOD, c->fd, &ev);
}

void conn_free(struct conn *c)
{
    if (!c)
        return;
    close(c->fd);
    free(c->out);
    free(c);
}

/* -> -1: the connection is gone and c with it */
int conn_flush(struct conn *c)
{
    while (c->off < c->len) {
        ssize_t n = send(c->fd, c->out + c->off, c->len - c->off, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN) {
                conn_want(c, 1);
                return 0;
            }
            conn_free(c);
            return -1;
        }
        c->off += (size_t)n;
    }
    c->off = c->len = 0;
    conn_want(c, 0);
    return 0;
}

int conn_send(struct conn *c, const void *p, size_t n)
{
    if (c->len + n > c->cap) {
        size_t cap = (c->len + n) * 2;
        char *b = realloc(c->out, cap);
        if (!b) {
            conn_free(c);
            return -1;
        }
        c->out = b;
        c->cap = cap;
    }
    memcpy(c->out + c->len, p, n);
    c->len += n;
    return conn_flush(c);
}

void conn_readable(struct conn *c)
{
    char b[4096];
    ssize_t n = recv(c->fd, b, sizeof b, MSG_DONTWAIT);
    if (n > 0)
        conn_send(c, b, (size_t)n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        conn_free(c);
}
