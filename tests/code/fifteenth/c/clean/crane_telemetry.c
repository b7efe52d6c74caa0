/* crane telemetry collector: one epoll loop, line protocol, no answers */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct crane {
    struct crane *next, *prev;
    int fd;
    time_t last;
    size_t used;
    char acc[2048];
};

extern void store_sample(const char *line, size_t n);
static struct crane all = { &all, &all, -1, 0, 0, "" };
static int ep;

static void crane_drop(struct crane *c, const char *why)
{
    printf("crane fd=%d dropped: %s\n", c->fd, why);
    c->prev->next = c->next;
    c->next->prev = c->prev;
    close(c->fd);           /* leaves the epoll set as well */
    free(c);
}

static void crane_input(struct crane *c)
{
    ssize_t n = read(c->fd, c->acc + c->used, sizeof c->acc - c->used);
    if (n == 0) { crane_drop(c, "eof"); return; }
    if (n < 0) {
        if (errno != EAGAIN && errno != EINTR)
            crane_drop(c, strerror(errno));
        return;
    }
    c->last = time(NULL);
    c->used += (size_t)n;
    char *nl;
    while ((nl = memchr(c->acc, '\n', c->used)) != NULL) {
        size_t l = (size_t)(nl - c->acc);
        store_sample(c->acc, l);
        c->used -= l + 1;
        memmove(c->acc, nl + 1, c->used);
    }
    if (c->used == sizeof c->acc)
        crane_drop(c, "line too long");
}

static void crane_accept(int lfd)
{
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            usleep(100000);
        return;
    }
    struct crane *c = calloc(1, sizeof *c);
    if (!c) { close(fd); return; }
    struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
        close(fd);
        free(c);
        return;
    }
    c->fd = fd;
    c->last = time(NULL);
    c->next = all.next; c->prev = &all;
    all.next->prev = c; all.next = c;
}

int telemetry_run(int lfd)
{
    struct epoll_event evs[64], lev = { .events = EPOLLIN, .data.ptr = NULL };
    ep = epoll_create1(EPOLL_CLOEXEC);
    if (ep < 0)
        return -1;
    if (epoll_ctl(ep, EPOLL_CTL_ADD, lfd, &lev) < 0) { close(ep); return -1; }
    for (;;) {
        int n = epoll_wait(ep, evs, 64, 10000);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.ptr) crane_input(evs[i].data.ptr);
            else crane_accept(lfd);
        }
        time_t dead = time(NULL) - 180;
        for (struct crane *c = all.next, *nx; c != &all; c = nx) {
            nx = c->next;
            if (c->last < dead)
                crane_drop(c, "silent");
        }
    }
}
