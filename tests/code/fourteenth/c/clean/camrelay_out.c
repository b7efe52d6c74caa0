#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/socket.h>

/* MJPEG relay: frames go to every watcher, a watcher may have one frame pending */

struct watcher {
    int ep, fd;
    unsigned char *pend;
    size_t off, len;
};

static void want(struct watcher *w, uint32_t ev)
{
    struct epoll_event e = { .events = ev, .data.ptr = w };
    epoll_ctl(w->ep, EPOLL_CTL_MOD, w->fd, &e);
}

void watcher_free(struct watcher *w)
{
    epoll_ctl(w->ep, EPOLL_CTL_DEL, w->fd, NULL);
    close(w->fd);
    free(w->pend);
    free(w);
}

/* 1 = all out, 0 = socket full, -1 = broken */
static int watcher_flush(struct watcher *w)
{
    while (w->off < w->len) {
        ssize_t n = send(w->fd, w->pend + w->off, w->len - w->off, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            return errno == EAGAIN ? 0 : -1;
        }
        w->off += (size_t)n;
    }
    free(w->pend);
    w->pend = NULL;
    w->off = w->len = 0;
    return 1;
}

/* 0, or -1 when the caller has to take w out of its list: it is freed */
int watcher_frame(struct watcher *w, const unsigned char *jpg, size_t n)
{
    int k;
    if (w->pend)
        return 0;                      /* still busy with the last frame: skip this one */
    w->pend = malloc(n);
    if (!w->pend)
        return 0;
    memcpy(w->pend, jpg, n);
    w->len = n;
    k = watcher_flush(w);
    if (k < 0) {
        watcher_free(w);
        return -1;
    }
    if (k == 0)
        want(w, EPOLLIN | EPOLLOUT);
    return 0;
}

int watcher_event(struct watcher *w, uint32_t ev)
{
    char junk[128];
    if (ev & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        ssize_t n = recv(w->fd, junk, sizeof junk, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
            watcher_free(w);
            return -1;
        }
    }
    if (ev & EPOLLOUT) {
        int k = watcher_flush(w);
        if (k < 0) {
            watcher_free(w);
            return -1;
        }
        if (k == 1)
            want(w, EPOLLIN);
    }
    return 0;
}
