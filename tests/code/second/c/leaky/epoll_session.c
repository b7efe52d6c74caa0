/* metrics ingest daemon: one thread, level-triggered epoll */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct session {
    int fd;
    size_t used;
    char buf[4096];
};

static int ep;

static void session_free(struct session *s)
{
    epoll_ctl(ep, EPOLL_CTL_DEL, s->fd, NULL);
    memset(s, 0, sizeof *s);
    free(s);
}

static void ingest(struct session *s)
{
    char *nl;
    while ((nl = memchr(s->buf, '\n', s->used))) {
        *nl = 0;
        printf("metric %s\n", s->buf);
        s->used -= nl + 1 - s->buf;
        memmove(s->buf, nl + 1, s->used);
    }
}

static void on_readable(struct session *s)
{
    ssize_t n = recv(s->fd, s->buf + s->used, sizeof s->buf - s->used, 0);
    if (n < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return;
        close(s->fd);
        session_free(s);
        return;
    }
    if (n == 0) {
        session_free(s);
        return;
    }
    s->used += n;
    ingest(s);
    if (s->used == sizeof s->buf)
        s->used = 0;
}

void on_accept(int lfd)
{
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return;
    struct session *s = calloc(1, sizeof *s);
    if (!s) {
        close(fd);
        return;
    }
    s->fd = fd;
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = s};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
}

void loop(void)
{
    struct epoll_event evs[64];
    for (;;) {
        int n = epoll_wait(ep, evs, 64, -1);
        for (int i = 0; i < n; i++)
            on_readable(evs[i].data.ptr);
    }
}
