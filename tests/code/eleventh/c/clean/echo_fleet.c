#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Fleet trackers send a position, we echo it back as the receipt. */

typedef struct truck {
    int fd;
    size_t len;                 /* bytes in buf waiting to go back */
    time_t seen;
    struct truck *prev, *next;
    char buf[4096];
} truck;

static truck ring = { .fd = -1, .prev = &ring, .next = &ring };
static int ep;

static void truck_drop(truck *t, const char *why)
{
    fprintf(stderr, "truck %d: %s\n", t->fd, why);
    t->prev->next = t->next;
    t->next->prev = t->prev;
    close(t->fd);               /* leaves the epoll set by itself */
    free(t);
}

static void truck_want(truck *t)
{
    struct epoll_event ev = { .data.ptr = t };
    ev.events = (t->len < sizeof t->buf ? EPOLLIN : 0) | (t->len ? EPOLLOUT : 0);
    epoll_ctl(ep, EPOLL_CTL_MOD, t->fd, &ev);
}

static void truck_io(truck *t)
{
    ssize_t n = 0;
    if (t->len < sizeof t->buf) {
        n = recv(t->fd, t->buf + t->len, sizeof t->buf - t->len, 0);
        if (n == 0) { truck_drop(t, "end of file"); return; }
        if (n < 0 && errno != EAGAIN && errno != EINTR) { truck_drop(t, strerror(errno)); return; }
        if (n > 0) { t->len += (size_t)n; t->seen = time(NULL); }
    }
    while (t->len) {
        n = send(t->fd, t->buf, t->len, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN) break;
            truck_drop(t, strerror(errno));
            return;
        }
        t->len -= (size_t)n;
        memmove(t->buf, t->buf + n, t->len);
        t->seen = time(NULL);
    }
    truck_want(t);
}

static void truck_new(int lfd)
{
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE) usleep(50000);
        return;
    }
    truck *t = calloc(1, sizeof *t);
    if (!t) { close(fd); return; }
    t->fd = fd;
    t->seen = time(NULL);
    t->next = ring.next; t->prev = &ring;
    ring.next->prev = t; ring.next = t;
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = t };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) truck_drop(t, "epoll refused it");
}

void fleet_loop(int epfd, int lfd)
{
    struct epoll_event e[128];
    ep = epfd;                  /* lfd is in it already, data.ptr NULL */
    for (;;) {
        int n = epoll_wait(ep, e, 128, 2000);
        for (int i = 0; i < n; i++)
            if (e[i].data.ptr) truck_io(e[i].data.ptr); else truck_new(lfd);
        time_t old = time(NULL) - 180;
        for (truck *t = ring.next, *nx; t != &ring; t = nx) {
            nx = t->next;
            if (t->seen < old) truck_drop(t, "silent for 3 minutes");
        }
    }
}
