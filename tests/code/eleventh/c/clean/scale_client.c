/* Truck scale client. Owner of the connection is struct scale, opened once per shift. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

struct scale { int fd; };

void scale_close(struct scale *sc)
{
    if (sc->fd != -1) {
        close(sc->fd);
        sc->fd = -1;
    }
}

int scale_open(struct scale *sc, const char *host, const char *svc)
{
    struct addrinfo hint = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct addrinfo *list, *a;
    struct timeval tv = { 5, 0 };
    int one = 1;

    sc->fd = -1;
    if (getaddrinfo(host, svc, &hint, &list) != 0)
        return -1;
    for (a = list; a && sc->fd == -1; a = a->ai_next) {
        int fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (fd == -1)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
            sc->fd = fd;
        else
            close(fd);
    }
    freeaddrinfo(list);
    return sc->fd == -1 ? -1 : 0;
}

/* returns grams, or -1; after -1 the connection is gone and has to be reopened */
long scale_weigh(struct scale *sc, const char *plate)
{
    uint32_t len = htonl((uint32_t)strlen(plate)), grams;
    struct iovec v[2] = { { &len, sizeof len }, { (void *)plate, strlen(plate) } };
    struct msghdr m = { .msg_iov = v, .msg_iovlen = 2 };
    size_t got = 0;

    while (m.msg_iovlen > 0) {
        ssize_t n = sendmsg(sc->fd, &m, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            goto broken;
        while (m.msg_iovlen > 0 && (size_t)n >= m.msg_iov->iov_len) {
            n -= (ssize_t)m.msg_iov->iov_len;
            m.msg_iov++;
            m.msg_iovlen--;
        }
        if (m.msg_iovlen > 0) {
            m.msg_iov->iov_base = (char *)m.msg_iov->iov_base + n;
            m.msg_iov->iov_len -= (size_t)n;
        }
    }
    while (got < sizeof grams) {
        ssize_t n = recv(sc->fd, (char *)&grams + got, sizeof grams - got, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            goto broken;
        got += (size_t)n;
    }
    return (long)ntohl(grams);
broken:
    scale_close(sc);
    return -1;
}
