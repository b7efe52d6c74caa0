/* plcquery.c - read registers from the packaging line PLCs.
 * 8 byte header, then the parameter block, then we wait for the answer.
 * Each poll cycle queries ~400 registers one after the other on one connection. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct plc { int fd; uint16_t seq; };

static int put(int fd, const void *b, size_t n)
{
    const char *p = b;
    while (n) {
        ssize_t w = write(fd, p, n);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) return -1;
        p += w; n -= (size_t)w;
    }
    return 0;
}

static int get(int fd, void *b, size_t n)
{
    char *p = b;
    while (n) {
        ssize_t r = read(fd, p, n);
        if (r < 0 && errno == EINTR) continue;
        if (r <= 0) return -1;
        p += r; n -= (size_t)r;
    }
    return 0;
}

int plc_open(struct plc *d, const char *ip)
{
    struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(2455) };
    struct timeval tv = { 2, 0 };

    if (inet_pton(AF_INET, ip, &sin.sin_addr) != 1)
        return -1;
    d->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (d->fd < 0)
        return -1;
    setsockopt(d->fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(d->fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (connect(d->fd, (struct sockaddr *)&sin, sizeof sin) < 0) {
        close(d->fd);
        return -1;
    }
    return 0;
}

int plc_read_reg(struct plc *d, uint32_t reg, uint32_t *val)
{
    uint16_t hdr[4] = { htons(0xBBBB), htons(++d->seq), htons(1), htons(4) };
    uint32_t par = htonl(reg), ans[3];

    if (put(d->fd, hdr, sizeof hdr) < 0)
        return -1;
    if (put(d->fd, &par, sizeof par) < 0)
        return -1;
    if (get(d->fd, ans, sizeof ans) < 0)
        return -1;
    *val = ntohl(ans[2]);
    return 0;
}

void plc_close(struct plc *d) { close(d->fd); d->fd = -1; }
