#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* fan-out of exchange ticks to strategy boxes, length-prefixed records */

struct sub {
    int         fd;
    uint64_t    sent;
    struct sub *next;
};

static struct sub *subs;

int sub_add(int fd)
{
    int one = 1, fl = fcntl(fd, F_GETFL);
    struct sub *s = malloc(sizeof *s);

    if (!s || fl < 0 || fcntl(fd, F_SETFL, fl | O_NONBLOCK) < 0) {
        free(s);
        close(fd);
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    s->fd = fd;
    s->sent = 0;
    s->next = subs;
    subs = s;
    return 0;
}

static int push(struct sub *s, const void *rec, size_t len)
{
    ssize_t n = send(s->fd, rec, len, MSG_NOSIGNAL);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    s->sent++;
    return 0;
}

void tick(const char *sym, uint32_t px, uint32_t qty)
{
    struct { uint16_t len; char sym[10]; uint32_t px, qty; } __attribute__((packed)) r;
    struct sub **pp = &subs;

    memset(&r, 0, sizeof r);
    r.len = htons(sizeof r - 2);
    memcpy(r.sym, sym, strnlen(sym, sizeof r.sym));
    r.px = htonl(px);
    r.qty = htonl(qty);
    while (*pp) {
        struct sub *s = *pp;
        if (push(s, &r, sizeof r) < 0) {
            fprintf(stderr, "sub %d gone after %llu\n", s->fd, (unsigned long long)s->sent);
            *pp = s->next;
            close(s->fd);
            free(s);
        } else
            pp = &s->next;
    }
}
