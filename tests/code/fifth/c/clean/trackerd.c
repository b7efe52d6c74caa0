#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/socket.h>

/* GPS trackers in rental vans: text lines, we never answer. Idle ones go after 15 min. */

#define IDLE_SECS 900

struct van {
    TAILQ_ENTRY(van) age;
    int    fd;
    time_t seen;
    int    fill;
    char   buf[256];
};

static TAILQ_HEAD(, van) vans = TAILQ_HEAD_INITIALIZER(vans);
static int epfd, reserve_fd = -1;
void position(const char *nmea);

static void van_bye(struct van *v, const char *why)
{
    fprintf(stderr, "van on fd %d: %s\n", v->fd, why);
    TAILQ_REMOVE(&vans, v, age);
    close(v->fd);
    free(v);
}

static void van_touch(struct van *v)
{
    v->seen = time(NULL);
    TAILQ_REMOVE(&vans, v, age);
    TAILQ_INSERT_TAIL(&vans, v, age);
}

static void van_in(struct van *v)
{
    ssize_t n;
    char *nl;

    while ((n = read(v->fd, v->buf + v->fill, sizeof v->buf - v->fill)) > 0) {
        v->fill += (int)n;
        while ((nl = memchr(v->buf, '\n', v->fill))) {
            *nl = 0;
            position(v->buf);
            v->fill -= (int)(nl + 1 - v->buf);
            memmove(v->buf, nl + 1, v->fill);
        }
        if (v->fill == sizeof v->buf) {
            van_bye(v, "line too long");
            return;
        }
        van_touch(v);
    }
    if (n == 0)
        van_bye(v, "closed by the van");
    else if (errno != EAGAIN && errno != EINTR)
        van_bye(v, strerror(errno));
}

static void greet(int lsn)
{
    for (;;) {
        int fd = accept4(lsn, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        struct epoll_event ev = { .events = EPOLLIN };
        struct van *v;

        if (fd < 0) {
            if (errno == EMFILE && reserve_fd >= 0) {   /* shed one with the spare descriptor */
                close(reserve_fd);
                fd = accept(lsn, NULL, NULL);
                if (fd >= 0) close(fd);
                reserve_fd = dup(epfd);
                continue;
            }
            return;
        }
        if (!(v = calloc(1, sizeof *v))) { close(fd); continue; }
        v->fd = fd;
        v->seen = time(NULL);
        TAILQ_INSERT_TAIL(&vans, v, age);
        ev.data.ptr = v;
        if (epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &ev) < 0)
            van_bye(v, "epoll");
    }
}

void trackerd(int lsn)
{
    struct epoll_event ev = { .events = EPOLLIN }, out[128];
    struct van *v;

    epfd = epoll_create1(EPOLL_CLOEXEC);
    reserve_fd = dup(epfd);
    epoll_ctl(epfd, EPOLL_CTL_ADD, lsn, &ev);
    for (;;) {
        int n = epoll_wait(epfd, out, 128, 5000);
        for (int i = 0; i < n; i++)
            out[i].data.ptr ? van_in(out[i].data.ptr) : greet(lsn);
        while ((v = TAILQ_FIRST(&vans)) && time(NULL) - v->seen > IDLE_SECS)
            van_bye(v, "idle");
    }
}
