#define _GNU_SOURCE
#include <sys/epoll.h>
#include <sys/socket.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/* Concentrator for DLMS-ish electricity meters. One frame = 0x7E len payload 0x7E. */

typedef struct meter_s {
    int       sock;
    uint8_t   buf[512];
    size_t    have;
    uint32_t  serial;
} meter_t;

static int      ep;
static meter_t *by_fd[65536];
extern void store_reading(uint32_t serial, const uint8_t *p, size_t n);

static void meter_drop(meter_t *m)
{
    by_fd[m->sock] = NULL;
    close(m->sock);
    free(m);
}

/* -1: garbage, 0: incomplete, >0: bytes eaten */
static int parse_frame(meter_t *m)
{
    size_t n;
    if (m->have < 2) return 0;
    if (m->buf[0] != 0x7E) return -1;
    n = m->buf[1];
    if (m->have < n + 3) return 0;
    if (m->buf[n + 2] != 0x7E) return -1;
    if (n >= 4 && !m->serial) memcpy(&m->serial, m->buf + 2, 4);
    store_reading(m->serial, m->buf + 2, n);
    return (int)n + 3;
}

static void meter_readable(meter_t *m)
{
    for (;;) {
        ssize_t r = recv(m->sock, m->buf + m->have, sizeof m->buf - m->have, 0);
        if (r < 0) {
            if (errno == EINTR) continue;
            if (errno == EAGAIN) return;
            syslog(LOG_INFO, "meter %u: %m", m->serial);
            meter_drop(m);
            return;
        }
        if (r == 0) { meter_drop(m); return; }
        m->have += (size_t)r;
        int used;
        while ((used = parse_frame(m)) > 0) {
            m->have -= (size_t)used;
            memmove(m->buf, m->buf + used, m->have);
        }
        if (used < 0) {
            syslog(LOG_WARNING, "meter %u speaks gibberish, dropping it", m->serial);
            epoll_ctl(ep, EPOLL_CTL_DEL, m->sock, NULL);
            by_fd[m->sock] = NULL;
            free(m);
            return;
        }
    }
}

int meter_attach(int lsn)
{
    int s = accept4(lsn, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (s < 0) return -1;
    int on = 1;
    meter_t *m = s < 65536 ? calloc(1, sizeof *m) : NULL;
    if (!m) { close(s); return -1; }
    setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    m->sock = s;
    by_fd[s] = m;
    struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = m };
    if (epoll_ctl(ep, EPOLL_CTL_ADD, s, &ev) < 0) { meter_drop(m); return -1; }
    return 0;
}

void meter_loop(int lsn)
{
    struct epoll_event evs[64];
    for (;;) {
        int n = epoll_wait(ep, evs, 64, -1);
        for (int i = 0; i < n; i++) {
            if (!evs[i].data.ptr) {
                if (meter_attach(lsn) < 0 && (errno == EMFILE || errno == ENFILE)) usleep(50000);
            } else
                meter_readable(evs[i].data.ptr);
        }
    }
}
