/* serial-over-tcp bridge: copies both ways until either side is done */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static int copy_some(int from, int to)
{
    char b[4096];
    ssize_t n = recv(from, b, sizeof b, 0);
    if (n < 0)
        return errno == EINTR ? 1 : -1;
    if (n == 0)
        return 0;
    for (ssize_t off = 0; off < n; ) {
        ssize_t w = send(to, b + off, (size_t)(n - off), MSG_NOSIGNAL);
        if (w < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        off += w;
    }
    return 1;
}

/* takes both descriptors over, closes them in any case; both are blocking
   with SO_SNDTIMEO set by the caller */
void bridge_run(int a, int b, int idle_ms)
{
    struct pollfd p[2] = { { a, POLLIN, 0 }, { b, POLLIN, 0 } };
    int open_dirs = 2;

    while (open_dirs > 0) {
        int r = poll(p, 2, idle_ms);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            break;
        for (int i = 0; i < 2; i++) {
            if (p[i].fd < 0 || !p[i].revents)
                continue;
            int rc = copy_some(i ? b : a, i ? a : b);
            if (rc < 0)
                goto done;
            if (rc == 0) {
                shutdown(i ? a : b, SHUT_WR);
                p[i].fd = -1;
                open_dirs--;
            }
        }
    }
done:
    close(a);
    close(b);
}
