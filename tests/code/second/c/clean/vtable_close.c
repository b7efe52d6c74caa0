#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct chan;
struct chan_ops {
    ssize_t (*read)(struct chan *, void *, size_t);
    void (*destroy)(struct chan *);
};
struct chan {
    const struct chan_ops *ops;
    int fd;
    int ep;
};

static ssize_t tcp_read(struct chan *c, void *b, size_t n)
{
    return recv(c->fd, b, n, MSG_DONTWAIT);
}

static void tcp_destroy(struct chan *c)
{
    epoll_ctl(c->ep, EPOLL_CTL_DEL, c->fd, NULL);
    close(c->fd);
    free(c);
}

static const struct chan_ops tcp_ops = {tcp_read, tcp_destroy};

struct chan *chan_accept(int ep, int lfd)
{
    int fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return NULL;
    struct chan *c = malloc(sizeof *c);
    if (!c) {
        close(fd);
        return NULL;
    }
    *c = (struct chan){&tcp_ops, fd, ep};
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev)) {
        close(fd);
        free(c);
        return NULL;
    }
    return c;
}

void chan_event(struct chan *c, void (*sink)(const char *, size_t))
{
    char b[2048];
    ssize_t n = c->ops->read(c, b, sizeof b);
    if (n > 0) {
        sink(b, (size_t)n);
        return;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    c->ops->destroy(c);
}
