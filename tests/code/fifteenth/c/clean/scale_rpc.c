// client for the shelf scales; one request = one writev, so no Nagle trouble
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

typedef struct scale { int sock; } scale;

int scale_connect(scale *s, const struct sockaddr_in *at)
{
    struct timeval tv = { 2, 500000 };
    int one = 1;
    s->sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->sock < 0)
        return -1;
    if (setsockopt(s->sock, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) < 0 ||
        setsockopt(s->sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) < 0 ||
        setsockopt(s->sock, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv) < 0 ||
        connect(s->sock, (const struct sockaddr *)at, sizeof *at) < 0) {
        int e = errno;
        close(s->sock);
        s->sock = -1;
        errno = e;
        return -1;
    }
    return 0;
}

void scale_close(scale *s)
{
    if (s->sock != -1)
        close(s->sock);
    s->sock = -1;
}

/* grams, or -1; after -1 the connection is gone and must be made again */
int32_t scale_weigh(scale *s, uint8_t shelf, const char *sku)
{
    uint8_t hdr[4] = { 0x5a, 0x01, shelf, (uint8_t)strlen(sku) };
    struct iovec v[2] = { { hdr, sizeof hdr }, { (void *)sku, hdr[3] } };
    struct msghdr m;
    uint32_t g;

    memset(&m, 0, sizeof m);
    m.msg_iov = v;
    m.msg_iovlen = 2;
    if (sendmsg(s->sock, &m, MSG_NOSIGNAL) != (ssize_t)(sizeof hdr + hdr[3]))
        goto dead;
    if (recv(s->sock, &g, sizeof g, MSG_WAITALL) != (ssize_t)sizeof g)
        goto dead;
    return (int32_t)ntohl(g);
dead:
    scale_close(s);
    return -1;
}
