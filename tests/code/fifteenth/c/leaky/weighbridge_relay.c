/* weighbridge relay: indicators push weight frames, we republish to the yard system */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct indicator {
    int    fd;
    size_t have;
    char   buf[512];
    unsigned long frames;
};

extern void yard_publish(const char *frame, size_t n);
static int ep;

static void indicator_gone(struct indicator *in, const char *why)
{
    fprintf(stderr, "indicator fd=%d %s after %lu frames\n", in->fd, why, in->frames);
    epoll_ctl(ep, EPOLL_CTL_DEL, in->fd, NULL);
    free(in);
}

static void split_frames(struct indicator *in)
{
    char *nl;
    while ((nl = memchr(in->buf, '\r', in->have)) != NULL) {
        size_t len = (size_t)(nl - in->buf);
        yard_publish(in->buf, len);
        in->frames++;
        in->have -= len + 1;
        memmove(in->buf, nl + 1, in->have);
    }
    if (in->have == sizeof in->buf)
        in->have = 0;           /* line noise, resync on next CR */
}

static void on_readable(struct indicator *in)
{
    ssize_t n = recv(in->fd, in->buf + in->have, sizeof in->buf - in->have, 0);
    if (n > 0) {
        in->have += (size_t)n;
        split_frames(in);
        return;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    indicator_gone(in, n == 0 ? "hung up" : strerror(errno));
}

int on_accept(int lfd)
{
    int on = 1;
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE)
            usleep(100000);
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    struct indicator *in = calloc(1, sizeof *in);
    if (!in) { close(fd); return -1; }
    in->fd = fd;
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = in };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
        close(fd);
        free(in);
        return -1;
    }
    return 0;
}

void relay_loop(int lfd)
{
    struct epoll_event evs[32];
    ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event lev = { .events = EPOLLIN, .data.ptr = NULL };
    epoll_ctl(ep, EPOLL_CTL_ADD, lfd, &lev);
    for (;;) {
        int n = epoll_wait(ep, evs, 32, -1);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.ptr == NULL)
                on_accept(lfd);
            else
                on_readable(evs[i].data.ptr);
        }
    }
}
