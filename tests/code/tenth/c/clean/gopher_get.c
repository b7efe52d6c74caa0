#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_within(int fd, const struct sockaddr *sa, socklen_t len, int ms)
{
    int fl = fcntl(fd, F_GETFL), err = 0, rc;
    socklen_t el = sizeof err;
    struct pollfd p = { .fd = fd, .events = POLLOUT };

    if (fcntl(fd, F_SETFL, fl | O_NONBLOCK) == -1)
        return -1;
    if (connect(fd, sa, len) == -1) {
        if (errno != EINPROGRESS)
            return -1;
        while ((rc = poll(&p, 1, ms)) == -1 && errno == EINTR)
            ;
        if (rc == 0)
            errno = ETIMEDOUT;
        if (rc <= 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &el) == -1)
            return -1;
        if (err) {
            errno = err;
            return -1;
        }
    }
    return fcntl(fd, F_SETFL, fl);
}

static int dial(const char *host, const char *port)
{
    struct addrinfo want = { .ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC };
    struct addrinfo *list, *a;
    struct timeval tv = { .tv_sec = 15 };
    int fd = -1, rc = getaddrinfo(host, port, &want, &list);

    if (rc) {
        fprintf(stderr, "%s: %s\n", host, gai_strerror(rc));
        return -1;
    }
    for (a = list; a; a = a->ai_next) {
        if ((fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol)) == -1)
            continue;
        if (connect_within(fd, a->ai_addr, a->ai_addrlen, 4000) == 0)
            break;
        close(fd);
        fd = -1;
    }
    freeaddrinfo(list);
    if (fd != -1) {
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    }
    return fd;
}

int main(int argc, char **argv)
{
    char buf[4096];
    size_t off = 0, len;
    ssize_t n = -1;
    int fd;

    if (argc != 3 || (fd = dial(argv[1], "70")) == -1)
        return 1;
    len = snprintf(buf, sizeof buf, "%.1000s\r\n", argv[2]);
    while (off < len) {
        if ((n = send(fd, buf + off, len - off, MSG_NOSIGNAL)) == -1) {
            if (errno == EINTR)
                continue;
            goto out;
        }
        off += n;
    }
    while ((n = recv(fd, buf, sizeof buf, 0)) != 0) {
        if (n > 0)
            fwrite(buf, 1, n, stdout);
        else if (errno != EINTR)
            break;
    }
out:
    if (n < 0)
        perror(argv[1]);
    close(fd);
    return n < 0 || fflush(stdout) == EOF;
}
