#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFSZ 16384

struct upstream {
    int     fd;
    char   *in;
    size_t  in_len;
    struct upstream *next;
};

static int epfd;

void upstream_new(int lfd)
{
    struct epoll_event ev;
    struct upstream *u;
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0)
        return;
    u = calloc(1, sizeof(*u));
    if (u == NULL) {
        close(fd);
        return;
    }
    u->fd = fd;
    u->in = malloc(BUFSZ);
    ev.events = EPOLLIN | EPOLLRDHUP;
    ev.data.ptr = u;
    if (epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &ev) < 0) {
        close(fd);
        free(u->in);
        free(u);
    }
}

void upstream_readable(struct upstream *u)
{
    ssize_t n = recv(u->fd, u->in + u->in_len, BUFSZ - u->in_len, 0);

    if (n == 0) {
        epoll_ctl(epfd, EPOLL_CTL_DEL, u->fd, NULL);
        free(u->in);
        free(u);
        return;
    }
    if (n < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return;
        epoll_ctl(epfd, EPOLL_CTL_DEL, u->fd, NULL);
        close(u->fd);
        free(u->in);
        free(u);
        return;
    }
    u->in_len += n;
    if (u->in_len == BUFSZ)
        u->in_len = 0;
}
