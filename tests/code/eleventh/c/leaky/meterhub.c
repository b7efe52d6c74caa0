/* meterhub - collects pulse counts from gas meters in the field.
 * One line per reading: "<meter-id> <pulses>\n"
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct meter {
    int  sock;
    size_t used;
    char buf[2048];
};

static int ep;
static unsigned long readings;

static void take_lines(struct meter *m)
{
    char *nl;
    while ((nl = memchr(m->buf, '\n', m->used)) != NULL) {
        *nl = 0;
        readings++;
        printf("reading %s\n", m->buf);
        size_t eat = (size_t)(nl - m->buf) + 1;
        memmove(m->buf, nl + 1, m->used - eat);
        m->used -= eat;
    }
}

static void meter_gone(struct meter *m)
{
    epoll_ctl(ep, EPOLL_CTL_DEL, m->sock, NULL);
    fprintf(stderr, "meter on fd %d left, %lu readings so far\n", m->sock, readings);
    free(m);
}

void on_meter_accept(int lfd)
{
    int s = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (s < 0) {
        if (errno == EMFILE || errno == ENFILE)
            usleep(50000);
        return;
    }
    struct meter *m = calloc(1, sizeof *m);
    if (!m) {
        close(s);
        return;
    }
    int on = 1;
    setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    m->sock = s;
    struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = m };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, s, &ev) < 0) {
        close(s);
        free(m);
    }
}

void on_meter_ready(struct meter *m)
{
    if (m->used == sizeof m->buf) {
        m->used = 0;            /* garbage without newline, start over */
    }
    ssize_t n = recv(m->sock, m->buf + m->used, sizeof m->buf - m->used, 0);
    if (n > 0) {
        m->used += (size_t)n;
        take_lines(m);
        return;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    meter_gone(m);
}
