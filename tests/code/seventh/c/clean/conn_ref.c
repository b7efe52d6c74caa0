#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* Output side of the auction ticker. A connection is referenced by the reader, and by every
 * bid still waiting in its queue; whoever lets go last closes the descriptor. */

struct bid {
    STAILQ_ENTRY(bid) link;
    struct conn *to;
    size_t len, off;
    char   text[];
};

struct conn {
    int  fd;
    int  refs;
    bool dead;
    STAILQ_HEAD(, bid) q;
};

struct conn *conn_wrap(int fd)
{
    struct conn *c = malloc(sizeof *c);
    int on = 1;

    if (c == NULL) {
        close(fd);
        return NULL;
    }
    c->fd = fd;
    c->refs = 1;
    c->dead = false;
    STAILQ_INIT(&c->q);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    return c;
}

void conn_unref(struct conn *c)
{
    if (--c->refs > 0)
        return;
    close(c->fd);
    free(c);
}

static void bid_done(struct bid *b)
{
    struct conn *c = b->to;
    STAILQ_REMOVE_HEAD(&c->q, link);
    free(b);
    conn_unref(c);
}

/* 1: all out, 0: wait for POLLOUT, -1: no use any more */
int conn_flush(struct conn *c)
{
    int rc = 1;

    c->refs++;
    while (!c->dead && !STAILQ_EMPTY(&c->q)) {
        struct bid *b = STAILQ_FIRST(&c->q);
        ssize_t n = send(c->fd, b->text + b->off, b->len - b->off, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0) {
            b->off += (size_t)n;
            if (b->off == b->len)
                bid_done(b);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            rc = 0;
            break;
        } else if (errno != EINTR) {
            c->dead = true;
        }
    }
    if (c->dead) {
        while (!STAILQ_EMPTY(&c->q))
            bid_done(STAILQ_FIRST(&c->q));
        shutdown(c->fd, SHUT_RDWR);     /* wakes the reader, it has the last reference */
        rc = -1;
    }
    conn_unref(c);
    return rc;
}

int conn_bid(struct conn *c, const char *text, size_t len)
{
    struct bid *b = malloc(sizeof *b + len);
    if (b == NULL)
        return -1;
    b->len = len;
    b->off = 0;
    memcpy(b->text, text, len);
    b->to = c;
    c->refs++;
    STAILQ_INSERT_TAIL(&c->q, b, link);
    return conn_flush(c);
}
