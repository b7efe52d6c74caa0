#include <stdio.h>
#include <sys/socket.h>
#include <netdb.h>
#include <unistd.h>

#define RCVBUF_BYTES 16384

int fetch_snapshot(struct addrinfo *ai, FILE *dst)
{
    static char chunk[RCVBUF_BYTES];
    struct timeval tmo = { .tv_sec = 60 };
    int sz = RCVBUF_BYTES, ret = -1;
    ssize_t n;
    int fd = socket(ai->ai_family, ai->ai_socktype, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &sz, sizeof(sz));
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tmo, sizeof(tmo));
    if (connect(fd, ai->ai_addr, ai->ai_addrlen) < 0)
        goto out;

    while ((n = recv(fd, chunk, sizeof(chunk), 0)) > 0)
        if (fwrite(chunk, 1, (size_t)n, dst) != (size_t)n)
            goto out;
    if (n == 0)
        ret = 0;
out:
    close(fd);
    return ret;
}
