#define _GNU_SOURCE
#include <sys/epoll.h>
#include <sys/socket.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* seismograph collector, edge triggered. A station that is silent for 90 s is cut off. */

typedef struct station {
    struct station *prev, *next;
    int fd;
    time_t seen;
} station;

static station all = { &all, &all, -1, 0 };
void samples_in(int fd, const unsigned char *d, size_t n);

static void station_cut(station *s)
{
    s->prev->next = s->next;
    s->next->prev = s->prev;
    close(s->fd);
    free(s);
}

/* edge: must be read until EAGAIN. Returns 0 when the station is gone */
static int station_drain(station *s)
{
    static unsigned char d[65536];
    for (;;) {
        ssize_t n = recv(s->fd, d, sizeof d, 0);
        if (n > 0) {
            s->seen = time(NULL);
            samples_in(s->fd, d, (size_t)n);
            continue;
        }
        if (n < 0 && errno == EINTR)
            continue;
        return n < 0 && errno == EAGAIN;
    }
}

static void accept_all(int ep, int lfd)
{
    int fd;
    while ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        station *s = malloc(sizeof *s);
        struct epoll_event e = { .events = EPOLLIN | EPOLLET, .data = { .ptr = s } };
        if (s == NULL) {
            close(fd);
            continue;
        }
        s->fd = fd;
        s->seen = time(NULL);
        s->next = all.next;
        s->prev = &all;
        all.next->prev = s;
        all.next = s;
        if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) < 0)
            station_cut(s);
    }
    if (errno == EMFILE || errno == ENFILE)
        usleep(100000);
}

void collect(int ep, int lfd)
{
    struct epoll_event e[128];
    for (;;) {
        int n = epoll_wait(ep, e, 128, 5000);
        for (int i = 0; i < n; i++) {
            station *s = e[i].data.ptr;
            if (s == NULL)
                accept_all(ep, lfd);
            else if (!station_drain(s))
                station_cut(s);
        }
        time_t old = time(NULL) - 90;
        for (station *s = all.next, *nx; s != &all; s = nx) {
            nx = s->next;
            if (s->seen < old) {
                fprintf(stderr, "station fd %d silent\n", s->fd);
                station_cut(s);
            }
        }
    }
}
