/* gps tracker collector */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct Tracker {
    int  fd;
    long bytes;
    FILE *log;
} Tracker;

static Tracker *tracker_new(int epfd, int fd, const char *path)
{
    Tracker *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->fd = fd;
    t->log = fopen(path, "a");
    if (!t->log) {
        free(t);
        return NULL;
    }
    struct epoll_event ev = {0};
    ev.events = EPOLLIN | EPOLLRDHUP | EPOLLET;
    ev.data.ptr = t;
    if (epoll_ctl(epfd, EPOLL_CTL_ADD, fd, &ev) < 0) {
        fclose(t->log);
        free(t);
        return NULL;
    }
    return t;
}

static void tracker_end(Tracker *t)
{
    close(t->fd);
    fclose(t->log);
    free(t);
}

static void tracker_io(Tracker *t)
{
    char chunk[1024];
    ssize_t n = read(t->fd, chunk, sizeof chunk);
    if (n > 0) {
        fwrite(chunk, 1, (size_t)n, t->log);
        t->bytes += n;
        return;
    }
    if (n == 0 || (errno != EAGAIN && errno != EINTR))
        tracker_end(t);
}

void collect(int epfd, int lfd)
{
    struct epoll_event evs[64];
    for (;;) {
        int n = epoll_wait(epfd, evs, 64, -1);
        for (int i = 0; i < n; i++) {
            if (evs[i].data.ptr) {
                tracker_io(evs[i].data.ptr);
                continue;
            }
            int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK);
            if (fd < 0 && errno == EMFILE)
                usleep(100000);
            if (fd >= 0 && !tracker_new(epfd, fd, "/var/log/gps/raw.log"))
                close(fd);
        }
    }
}
