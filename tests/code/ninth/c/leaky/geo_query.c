/* geo_query.c -- ask the geocoder daemon for a street address (line protocol) */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define GEO_OK        0
#define GEO_ENET     -1
#define GEO_ETIMEOUT -2
#define GEO_ETOOLONG -3

static int wait_for(int fd, short what, int ms)
{
    struct pollfd p = { fd, what, 0 };
    int r;

    do
        r = poll(&p, 1, ms);
    while (r < 0 && errno == EINTR);
    return r;
}

int geo_query(const struct sockaddr_in *srv, const char *addr, char *out, size_t outlen)
{
    char req[512];
    int rc = GEO_ENET, on = 1, err = 0;
    socklen_t el = sizeof err;
    size_t got = 0;

    int len = snprintf(req, sizeof req, "RESOLVE %s\r\n", addr);
    if (len < 0 || (size_t)len >= sizeof req)
        return GEO_ETOOLONG;

    int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (s < 0)
        return GEO_ENET;
    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

    if (connect(s, (const struct sockaddr *)srv, sizeof *srv) < 0 && errno != EINPROGRESS)
        goto done;
    if (wait_for(s, POLLOUT, 1500) <= 0)
        goto done;
    if (getsockopt(s, SOL_SOCKET, SO_ERROR, &err, &el) < 0 || err)
        goto done;
    if (send(s, req, (size_t)len, MSG_NOSIGNAL) != len)   /* fresh socket, always fits */
        goto done;

    while (got < outlen - 1) {
        int r = wait_for(s, POLLIN, 3000);
        if (r == 0) {
            fprintf(stderr, "geo: no answer for '%s' within 3s\n", addr);
            return GEO_ETIMEOUT;
        }
        ssize_t n = recv(s, out + got, outlen - 1 - got, 0);
        if (n <= 0)
            goto done;
        got += (size_t)n;
        if (out[got - 1] == '\n') {
            out[got - 1] = '\0';
            rc = GEO_OK;
            goto done;
        }
    }
    rc = GEO_ETOOLONG;
done:
    close(s);
    return rc;
}
