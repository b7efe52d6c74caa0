/* replay.c: streams recorded radar days to the training centre (120 ms away) */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#define die(what) do { perror(what); goto out; } while (0)

static int tune(int fd)
{
    int on = 1, kb4 = 4096;
    struct timeval tv = { .tv_sec = 60 };

    if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) < 0)
        return -1;
    /* stay close to real time, do not queue in the kernel */
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kb4, sizeof(kb4)) < 0)
        return -1;
    return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
}

int replay(const struct addrinfo *to, const char *path)
{
    int rc = -1, sock = -1, file = -1;
    struct stat st;
    off_t off = 0;

    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &st) < 0)
        die(path);
    sock = socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (sock < 0)
        die("socket");
    if (tune(sock) < 0)
        die("setsockopt");
    if (connect(sock, to->ai_addr, to->ai_addrlen) < 0)
        die("connect");

    while (off < st.st_size) {
        ssize_t n = sendfile(sock, file, &off, (size_t)(st.st_size - off));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            die("sendfile");
        if (n == 0)
            break;
    }
    if (shutdown(sock, SHUT_WR) < 0)
        die("shutdown");

    char ack[16];
    struct timeval patience = { .tv_sec = 30 };
    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    while (read(sock, ack, sizeof(ack)) > 0)
        rc = 0;
out:
    if (sock >= 0)
        close(sock);
    if (file >= 0)
        close(file);
    return rc;
}
