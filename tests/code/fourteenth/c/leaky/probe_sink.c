#define _GNU_SOURCE
#include <sys/epoll.h>
#include <sys/socket.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* collects trace blobs from the probes in the field, writes them to the day file */

struct probe { int fd; unsigned long long total; };
extern FILE *dayfile;

static void probe_free(struct probe *p)
{
    fprintf(stderr, "probe %d done, %llu bytes\n", p->fd, p->total);
    close(p->fd);
    free(p);
}

static void on_probe(struct probe *p)
{
    char chunk[4096];
    ssize_t n = recv(p->fd, chunk, sizeof chunk, 0);
    if (n > 0) {
        fwrite(chunk, 1, (size_t)n, dayfile);
        p->total += (unsigned long long)n;
        return;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    probe_free(p);
}

static void on_listen(int ep, int lfd)
{
    for (;;) {
        int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                usleep(50000);
            return;
        }
        struct probe *p = calloc(1, sizeof *p);
        struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET };
        int on = 1;
        if (!p) { close(fd); return; }
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
        p->fd = fd;
        ev.data.ptr = p;
        if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) != 0)
            probe_free(p);
    }
}

int probe_loop(int ep, int lfd)
{
    struct epoll_event ev[64];
    for (;;) {
        int n = epoll_wait(ep, ev, 64, 1000);
        if (n < 0 && errno != EINTR)
            return -1;
        for (int i = 0; i < n; i++) {
            if (ev[i].data.ptr == NULL)
                on_listen(ep, lfd);
            else
                on_probe(ev[i].data.ptr);
        }
    }
}
