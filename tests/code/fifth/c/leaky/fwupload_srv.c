#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <stdint.h>
#include <errno.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

/* receives crash dumps (up to 200 MB) of set-top boxes; one child process per box */

#define DUMPDIR "/srv/dumps"

static int tune(int fd)
{
    int rb = 4096;
    int ka = 1;
    struct timeval tv = { 60, 0 };

    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rb, sizeof(rb)) < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &ka, sizeof(ka)) < 0)
        return -1;
    return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
}

static int recv_full(int fd, void *p, size_t n)
{
    size_t got = 0;
    while (got < n) {
        ssize_t r = recv(fd, (char *)p + got, n - got, 0);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            return -1;
        got += (size_t)r;
    }
    return 0;
}

int take_dump(int lsn)
{
    struct { uint32_t box, len; } h;
    char path[128], *blk;
    FILE *f = NULL;
    int rc = -1;
    int fd = accept(lsn, NULL, NULL);

    if (fd < 0)
        return -1;
    blk = malloc(65536);
    if (!blk || tune(fd) < 0 || recv_full(fd, &h, sizeof h) < 0)
        goto done;
    snprintf(path, sizeof path, DUMPDIR "/%08x.core", ntohl(h.box));
    if (!(f = fopen(path, "wb")))
        goto done;
    uint32_t left = ntohl(h.len);
    while (left) {
        size_t k = left < 65536 ? left : 65536;
        if (recv_full(fd, blk, k) < 0)
            goto done;
        fwrite(blk, 1, k, f);
        left -= (uint32_t)k;
    }
    rc = 0;
done:
    if (f) fclose(f);
    free(blk);
    close(fd);
    return rc;
}
