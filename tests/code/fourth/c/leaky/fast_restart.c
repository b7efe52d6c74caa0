#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

/* We had too many TIME_WAIT entries on the balancer nodes. */
static void conn_shutdown(struct conn *c)
{
    struct linger lg;

    lg.l_onoff = 1;
    lg.l_linger = 0;
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &lg, sizeof(lg));
    close(c->fd);
    c->fd = -1;
    conn_release(c);
}

void conn_reply(struct conn *c, const char *msg, size_t len)
{
    size_t off = 0;

    while (off < len) {
        ssize_t w = send(c->fd, msg + off, len - off, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            break;
        off += w;
    }
    conn_shutdown(c);
}
