#include <arpa/inet.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* register access to the line PLCs: 6 byte header, then payload, then a 4 byte answer */
struct plc { int fd; uint16_t txid; };

int plc_open(struct plc *p, const char *host)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *ai, *a;
    struct timeval tv = { 3, 0 };
    if (getaddrinfo(host, "5020", &hints, &ai) != 0)
        return -1;
    p->fd = -1;
    p->txid = 0;
    for (a = ai; a; a = a->ai_next) {
        int s = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
        if (s < 0)
            continue;
        setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (connect(s, a->ai_addr, a->ai_addrlen) == 0) {
            p->fd = s;
            break;
        }
        close(s);
    }
    freeaddrinfo(ai);
    return p->fd < 0 ? -1 : 0;
}

static int put(int fd, const void *b, size_t n)
{
    const char *c = b;
    while (n > 0) {
        ssize_t w = send(fd, c, n, MSG_NOSIGNAL);
        if (w <= 0) return -1;
        c += w; n -= (size_t)w;
    }
    return 0;
}

int plc_write_regs(struct plc *p, uint16_t addr, const uint16_t *v, uint16_t cnt)
{
    uint16_t hdr[3] = { htons(p->txid++), htons(addr), htons(cnt) };
    uint32_t ack;
    if (put(p->fd, hdr, sizeof hdr) < 0)
        return -1;
    if (put(p->fd, v, cnt * sizeof *v) < 0)
        return -1;
    if (recv(p->fd, &ack, sizeof ack, MSG_WAITALL) != (ssize_t)sizeof ack)
        return -1;
    return ntohl(ack) == 0 ? 0 : 1;
}

void plc_close(struct plc *p)
{
    if (p->fd >= 0) close(p->fd);
    p->fd = -1;
}
