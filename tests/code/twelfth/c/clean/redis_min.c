/* tiny redis client for the badge readers (static, no hiredis on that board) */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <errno.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>

typedef struct { int sd; char rbuf[4096]; size_t rlen; } rmin;

int rmin_open(rmin *r, const char *ip, unsigned short port)
{
    struct sockaddr_in sa;
    struct timeval tv = {1, 500000};
    int yes = 1;

    memset(r, 0, sizeof *r);
    memset(&sa, 0, sizeof sa);
    sa.sin_family = AF_INET;
    sa.sin_port = htons(port);
    if (inet_pton(AF_INET, ip, &sa.sin_addr) != 1) { r->sd = -1; return -1; }
    if ((r->sd = socket(AF_INET, SOCK_STREAM, 0)) < 0) return -1;
    setsockopt(r->sd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(r->sd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    setsockopt(r->sd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(r->sd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (connect(r->sd, (struct sockaddr *)&sa, sizeof sa) < 0) {
        close(r->sd);
        r->sd = -1;
        return -1;
    }
    return 0;
}

void rmin_shut(rmin *r) { if (r->sd >= 0) close(r->sd); r->sd = -1; r->rlen = 0; }

/* one inline command, one simple-string or integer reply; on any trouble the link is dropped
   and the caller opens again */
int rmin_cmd(rmin *r, char *reply, size_t cap, const char *fmt, ...)
{
    char cmd[512], *eol;
    va_list ap;
    int n, off;
    ssize_t k;

    if (r->sd < 0) return -1;
    va_start(ap, fmt);
    n = vsnprintf(cmd, sizeof cmd - 2, fmt, ap);
    va_end(ap);
    if (n < 0 || n >= (int)sizeof cmd - 2) return -2;
    memcpy(cmd + n, "\r\n", 2);
    n += 2;
    for (off = 0; off < n; off += (int)k) {
        k = send(r->sd, cmd + off, (size_t)(n - off), MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR) { k = 0; continue; }
        if (k < 0) goto broken;
    }
    while ((eol = memchr(r->rbuf, '\n', r->rlen)) == NULL) {
        if (r->rlen == sizeof r->rbuf) goto broken;
        k = recv(r->sd, r->rbuf + r->rlen, sizeof r->rbuf - r->rlen, 0);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) goto broken;
        r->rlen += (size_t)k;
    }
    snprintf(reply, cap, "%.*s", (int)(eol - r->rbuf), r->rbuf);
    eol++;
    r->rlen -= (size_t)(eol - r->rbuf);
    memmove(r->rbuf, eol, r->rlen);
    return 0;
broken:
    rmin_shut(r);
    return -1;
}
