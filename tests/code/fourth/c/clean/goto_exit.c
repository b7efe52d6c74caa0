#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <unistd.h>
#include "probe.h"

int probe_imap(const struct sockaddr_in *sin, struct probe_result *out)
{
    char line[512];
    struct timeval tv = { 5, 0 };
    int rc = PROBE_DOWN;
    ssize_t n;
    int fd;

    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        return PROBE_LOCAL_ERROR;

    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv) < 0) {
        rc = PROBE_LOCAL_ERROR;
        goto out;
    }
    if (connect(fd, (const struct sockaddr *)sin, sizeof *sin) < 0)
        goto out;

    n = recv(fd, line, sizeof line - 1, 0);
    if (n == 0) {
        out->reason = "closed before greeting";
        goto out;
    }
    if (n < 0) {
        out->reason = errno == EAGAIN ? "timeout" : strerror(errno);
        goto out;
    }
    line[n] = '\0';
    if (strncmp(line, "* OK", 4) != 0) {
        out->reason = "bad greeting";
        rc = PROBE_DEGRADED;
        goto out;
    }
    if (send(fd, "a1 LOGOUT\r\n", 11, MSG_NOSIGNAL) == 11)
        while ((n = recv(fd, line, sizeof line, 0)) > 0)
            ;
    rc = PROBE_UP;
out:
    close(fd);
    return rc;
}
