/* Pull weather satellite passes from the ground station archive (~900 MB each).
 * Runs from cron on the uni cluster. Link is 1 Gbit, RTT to Svalbard ~45 ms. */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int dial_archive(const struct addrinfo *ai)
{
    struct timeval tv = { .tv_sec = 60 };
    int rcv = 8 * 1024;                 /* the box has little memory */
    int fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &rcv, sizeof rcv);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (connect(fd, ai->ai_addr, ai->ai_addrlen) == 0)
        return fd;
    close(fd);
    return -1;
}

long long fetch_pass(const struct addrinfo *ai, const char *pass, int out)
{
    static char buf[256 * 1024];
    char cmd[128];
    long long total = 0;
    int n = snprintf(cmd, sizeof cmd, "RETR %s\n", pass);
    int fd = dial_archive(ai);

    if (fd < 0)
        return -1;
    if (send(fd, cmd, n, MSG_NOSIGNAL) != n) {
        close(fd);
        return -1;
    }
    for (;;) {
        ssize_t r = recv(fd, buf, sizeof buf, 0);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            fprintf(stderr, "%s: %s at %lld\n", pass, strerror(errno), total);
        if (r <= 0) {
            close(fd);
            return r < 0 ? -1 : total;
        }
        for (ssize_t off = 0; off < r; ) {
            ssize_t w = write(out, buf + off, (size_t)(r - off));
            if (w < 0) {
                perror("disk");
                close(fd);
                return -1;
            }
            off += w;
        }
        total += r;
    }
}
