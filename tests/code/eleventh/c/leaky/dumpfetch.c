/*
 * dumpfetch.c
 * Pulls the nightly genome dump (30..80 GB) from the archive in Hinxton.
 * usage: dumpfetch host port name > file
 */
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int connect_archive(const char *host, const char *port)
{
    struct addrinfo h = { .ai_socktype = SOCK_STREAM }, *r, *p;
    struct timeval tmo = { 60, 0 };
    int bytes = 8 * 1024;
    int fd = -1;

    if (getaddrinfo(host, port, &h, &r))
        return -1;
    for (p = r; p; p = p->ai_next) {
        fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol);
        if (fd == -1)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tmo, sizeof tmo);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tmo, sizeof tmo);
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
        if (connect(fd, p->ai_addr, p->ai_addrlen) == 0)
            break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(r);
    return fd;
}

int main(int argc, char **argv)
{
    static char block[1 << 18];
    char req[256];
    ssize_t n;
    int fd, len;

    if (argc != 4) {
        fprintf(stderr, "usage: dumpfetch host port name\n");
        return 2;
    }
    if ((fd = connect_archive(argv[1], argv[2])) < 0) {
        perror("dumpfetch");
        return 1;
    }
    len = snprintf(req, sizeof req, "GET %.200s\n", argv[3]);
    if (send(fd, req, (size_t)len, MSG_NOSIGNAL) != len) {
        perror("send");
        close(fd);
        return 1;
    }
    while ((n = read(fd, block, sizeof block)) > 0)
        if (fwrite(block, 1, (size_t)n, stdout) != (size_t)n) {
            n = -1;
            break;
        }
    close(fd);
    return n < 0 || fflush(stdout) ? 1 : 0;
}
