/* weighbridge gateway: the indicator boxes push "W;<kg>;<plate>\n" lines */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/socket.h>

struct bridge {
    int    fd;
    size_t have;
    char   line[512];
};

extern void record_weight(const char *rec, size_t n);

static void bridge_lines(struct bridge *b)
{
    char *nl;
    while ((nl = memchr(b->line, '\n', b->have)) != NULL) {
        size_t n = (size_t)(nl - b->line) + 1;
        record_weight(b->line, n - 1);
        memmove(b->line, b->line + n, b->have - n);
        b->have -= n;
    }
    if (b->have == sizeof b->line)
        b->have = 0;    /* noise on the serial side, resync at next newline */
}

static void bridge_gone(int ep, struct bridge *b, const char *why)
{
    fprintf(stderr, "bridge fd=%d gone: %s\n", b->fd, why);
    epoll_ctl(ep, EPOLL_CTL_DEL, b->fd, NULL);
    free(b);
}

void serve(int ep, int lfd)
{
    struct epoll_event evs[32];
    for (;;) {
        int n = epoll_wait(ep, evs, 32, -1);
        for (int i = 0; i < n; i++) {
            struct bridge *b = evs[i].data.ptr;
            if (b == NULL) {
                int c = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
                if (c < 0) {
                    if (errno == EMFILE || errno == ENFILE)
                        usleep(100 * 1000);
                    continue;
                }
                int on = 1;
                setsockopt(c, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
                struct bridge *nb = calloc(1, sizeof *nb);
                if (!nb) { close(c); continue; }
                nb->fd = c;
                struct epoll_event e = { .events = EPOLLIN, .data.ptr = nb };
                if (epoll_ctl(ep, EPOLL_CTL_ADD, c, &e) < 0) { close(c); free(nb); }
                continue;
            }
            ssize_t r = recv(b->fd, b->line + b->have, sizeof b->line - b->have, 0);
            if (r > 0) {
                b->have += (size_t)r;
                bridge_lines(b);
            } else if (r == 0) {
                bridge_gone(ep, b, "closed by indicator");
            } else if (errno != EAGAIN && errno != EINTR) {
                bridge_gone(ep, b, strerror(errno));
            }
        }
    }
}
