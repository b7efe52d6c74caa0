/* ingest.c - collector for the seismic stations, epoll loop
 * (c) 2009-2021 Geodata GmbH */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct station {
    int      fd;
    uint64_t samples;
    size_t   have;
    unsigned char buf[4096];
};

extern void store_samples(const unsigned char *p, size_t n);

static void station_free(int ep, struct station *st)
{
    epoll_ctl(ep, EPOLL_CTL_DEL, st->fd, NULL);
    fprintf(stderr, "station fd %d: %llu samples, bye\n", st->fd,
            (unsigned long long)st->samples);
    free(st);
}

static void station_new(int ep, int lfd)
{
    struct station *st;
    struct epoll_event ev;
    int one = 1;
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            usleep(100000);
        return;
    }
    st = calloc(1, sizeof *st);
    if (!st) {
        close(fd);
        return;
    }
    st->fd = fd;
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    memset(&ev, 0, sizeof ev);
    ev.events = EPOLLIN;
    ev.data.ptr = st;
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
        perror("epoll_ctl");
        close(fd);
        free(st);
    }
}

static int station_read(struct station *st)
{
    ssize_t n = read(st->fd, st->buf + st->have, sizeof st->buf - st->have);

    if (n == 0)
        return -1;
    if (n < 0)
        return (errno == EAGAIN || errno == EINTR) ? 0 : -1;
    st->have += (size_t)n;
    size_t whole = st->have - st->have % 8;
    store_samples(st->buf, whole);
    st->samples += whole / 8;
    memmove(st->buf, st->buf + whole, st->have - whole);
    st->have -= whole;
    return 0;
}

void collect(int ep, int lfd)
{
    struct epoll_event evs[128];

    for (;;) {
        int n = epoll_wait(ep, evs, 128, -1);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.ptr == NULL)
                station_new(ep, lfd);
            else if (station_read(evs[i].data.ptr) < 0)
                station_free(ep, evs[i].data.ptr);
        }
    }
}
