#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct listener {
    int fd;
    void (*on_conn)(int fd, void *arg);
    void *arg;
};

static int ep;

int listener_add(struct listener *l)
{
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = l};
    return epoll_ctl(ep, EPOLL_CTL_ADD, l->fd, &ev);
}

static void listener_ready(struct listener *l)
{
    for (;;) {
        int fd = accept4(l->fd, NULL, NULL, SOCK_NONBLOCK);
        if (fd >= 0) {
            l->on_conn(fd, l->arg);
            continue;
        }
        if (errno == EAGAIN)
            return;
        if (errno == EINTR || errno == ECONNABORTED)
            continue;
        perror("accept");
        return;
    }
}

int loop(void)
{
    struct epoll_event ev[32];
    for (;;) {
        int n = epoll_wait(ep, ev, 32, 1000);
        if (n < 0 && errno != EINTR)
            return -1;
        for (int i = 0; i < n; i++)
            listener_ready(ev[i].data.ptr);
    }
}
