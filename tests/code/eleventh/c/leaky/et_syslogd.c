#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* TCP syslog intake for the store routers. Everything goes to the spool as is. */

struct src {
    int fd;
    unsigned long long bytes;
};

static FILE *spool;

static void src_end(int ep, struct src *s)
{
    epoll_ctl(ep, EPOLL_CTL_DEL, s->fd, NULL);
    close(s->fd);
    fprintf(stderr, "source closed after %llu bytes\n", s->bytes);
    free(s);
}

static void src_input(int ep, struct src *s)
{
    char chunk[2048];
    ssize_t n = read(s->fd, chunk, sizeof chunk);

    if (n > 0) {
        s->bytes += (unsigned long long)n;
        fwrite(chunk, 1, (size_t)n, spool);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        src_end(ep, s);
    }
}

static void src_accept(int ep, int lfd)
{
    int fd;
    while ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct src *s = calloc(1, sizeof *s);
        struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET };
        if (!s) { close(fd); continue; }
        setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
        s->fd = fd;
        ev.data.ptr = s;
        if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) { close(fd); free(s); }
    }
    if (errno == EMFILE || errno == ENFILE)
        usleep(100000);
}

void intake_loop(int ep, int lfd, FILE *out)
{
    struct epoll_event evs[64];
    spool = out;
    for (;;) {
        int k = epoll_wait(ep, evs, 64, 1000);
        for (int i = 0; i < k; i++) {
            if (evs[i].data.ptr == NULL)        /* the listener, level-triggered */
                src_accept(ep, lfd);
            else
                src_input(ep, evs[i].data.ptr);
        }
        fflush(spool);
    }
}
