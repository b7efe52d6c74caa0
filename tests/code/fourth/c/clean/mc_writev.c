#include <sys/uio.h>
#include <sys/socket.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "mc.h"

static void mc_reset(struct mc *m)
{
    if (m->fd != -1) {
        close(m->fd);
        m->fd = -1;
    }
}

static int mc_sendv(int fd, struct iovec *v, int n)
{
    while (n > 0) {
        ssize_t w = writev(fd, v, n);
        if (w < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        while (n > 0 && (size_t)w >= v->iov_len) {
            w -= v->iov_len;
            v++;
            n--;
        }
        if (n > 0) {
            v->iov_base = (char *)v->iov_base + w;
            v->iov_len -= w;
        }
    }
    return 0;
}

int mc_store(struct mc *m, const char *key, const void *val, size_t len)
{
    char head[300], reply[64];
    struct iovec v[3];
    ssize_t n;

    if (m->fd == -1 && (m->fd = tcp_open(m->host, m->port, 2000)) < 0) {
        m->fd = -1;
        return -1;
    }
    v[0].iov_base = head;
    v[0].iov_len = snprintf(head, sizeof head, "set %s 0 0 %zu\r\n", key, len);
    v[1].iov_base = (void *)val;
    v[1].iov_len = len;
    v[2].iov_base = "\r\n";
    v[2].iov_len = 2;
    if (mc_sendv(m->fd, v, 3) < 0 || (n = recv_deadline(m->fd, reply, sizeof reply, 2000)) <= 0) {
        mc_reset(m);
        return -1;
    }
    return n >= 6 && memcmp(reply, "STORED", 6) == 0 ? 0 : 1;
}
