#include <sys/types.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <fcntl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ask an UPS card for one variable ("battery.charge"); the monitor asks each card once in five minutes */

static int wait_for(int fd, int wr, int secs)
{
    fd_set set;
    struct timeval tv;
    int rc;

    if (fd >= FD_SETSIZE)
        return -1;
    do {
        FD_ZERO(&set);
        FD_SET(fd, &set);
        tv.tv_sec = secs;
        tv.tv_usec = 0;
        rc = select(fd + 1, wr ? NULL : &set, wr ? &set : NULL, NULL, &tv);
    } while (rc < 0 && errno == EINTR);
    return rc;
}

int ups_query(const struct sockaddr_in *card, const char *var, char *out, size_t outlen)
{
    char req[96];
    size_t got = 0;
    int err = 0, len, fd;
    socklen_t el = sizeof err;

    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        return -errno;
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    if (connect(fd, (const struct sockaddr *)card, sizeof *card) < 0 && errno != EINPROGRESS) {
        err = errno;
        close(fd);
        return -err;
    }
    if (wait_for(fd, 1, 3) <= 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &el) < 0 || err) {
        close(fd);
        return err ? -err : -ETIMEDOUT;
    }

    len = snprintf(req, sizeof req, "GET VAR ups %s\n", var);
    if (len >= (int)sizeof req || send(fd, req, (size_t)len, MSG_NOSIGNAL) != len) {
        close(fd);
        return -EIO;
    }

    while (got + 1 < outlen) {
        int rc = wait_for(fd, 0, 2);
        ssize_t n;

        if (rc == 0) {
            fprintf(stderr, "ups: no answer for %s\n", var);
            return -ETIMEDOUT;
        }
        n = rc < 0 ? -1 : recv(fd, out + got, outlen - 1 - got, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
        if (memchr(out, '\n', got))
            break;
    }
    close(fd);
    if (got == 0)
        return -EIO;
    out[got] = '\0';
    out[strcspn(out, "\r\n")] = '\0';
    return 0;
}
