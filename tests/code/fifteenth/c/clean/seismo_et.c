/* seismometer ingest, edge triggered: always read until EAGAIN */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct station { int fd; FILE *out; };

static void station_close(struct station *st)
{
    close(st->fd);
    fclose(st->out);
    free(st);
}

static void station_drain(struct station *st)
{
    static char buf[65536];
    for (;;) {
        ssize_t n = read(st->fd, buf, sizeof buf);
        if (n > 0) {
            fwrite(buf, 1, (size_t)n, st->out);
            continue;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        station_close(st);
        return;
    }
}

static struct station *station_open(int ep, int fd)
{
    char name[64];
    int on = 1;
    struct station *st = malloc(sizeof *st);
    if (!st)
        return NULL;
    snprintf(name, sizeof name, "/data/seis/%d.raw", fd);
    st->fd = fd;
    st->out = fopen(name, "ab");
    if (!st->out) {
        free(st);
        return NULL;
    }
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    struct epoll_event ev = { .events = EPOLLIN | EPOLLET, .data.ptr = st };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
        fclose(st->out);
        free(st);
        return NULL;
    }
    return st;
}

void ingest(int ep, int lfd)
{
    struct epoll_event e[128];
    int n, i, fd;
    while ((n = epoll_wait(ep, e, 128, -1)) >= 0 || errno == EINTR) {
        for (i = 0; i < n; i++) {
            if (e[i].data.ptr) {
                station_drain(e[i].data.ptr);
                continue;
            }
            fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd < 0) {
                if (errno == EMFILE || errno == ENFILE)
                    usleep(50000);
            } else if (!station_open(ep, fd)) {
                perror("station");
                close(fd);
            }
        }
    }
}
