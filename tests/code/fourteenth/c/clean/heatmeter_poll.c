/* M-Bus over TCP gateway poller, non-blocking connect with deadline */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/socket.h>

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int wait_for(int fd, short what, int64_t until)
{
    for (;;) {
        int64_t left = until - now_ms();
        struct pollfd p = { .fd = fd, .events = what };
        if (left <= 0) { errno = ETIMEDOUT; return -1; }
        int k = poll(&p, 1, (int)left);
        if (k > 0) return 0;
        if (k < 0 && errno != EINTR) return -1;
    }
}

static int gw_connect(const struct sockaddr *sa, socklen_t n, int64_t until)
{
    int soerr = 0;
    socklen_t sl = sizeof soerr;
    int fd = socket(sa->sa_family, SOCK_STREAM, 0);
    if (fd < 0) return -1;
    if (fcntl(fd, F_SETFL, O_NONBLOCK) == 0) {
        if (connect(fd, sa, n) == 0) return fd;
        if (errno == EINPROGRESS && wait_for(fd, POLLOUT, until) == 0
            && getsockopt(fd, SOL_SOCKET, SO_ERROR, &soerr, &sl) == 0) {
            if (soerr == 0) return fd;
            errno = soerr;
        }
    }
    int e = errno;
    close(fd);
    errno = e;
    return -1;
}

/* one REQ_UD2 for address `adr`; returns length of the answer or -1 */
int heatmeter_read(const struct sockaddr *sa, socklen_t sl, uint8_t adr, uint8_t *ans, int cap)
{
    uint8_t req[5] = { 0x10, 0x5b, adr, (uint8_t)(0x5b + adr), 0x16 };
    int64_t until = now_ms() + 4000;
    int have = 0, want = 6;
    int fd = gw_connect(sa, sl, until);

    if (fd < 0) return -1;
    if (send(fd, req, sizeof req, MSG_NOSIGNAL) != (ssize_t)sizeof req) { close(fd); return -1; }
    while (have < want) {
        if (wait_for(fd, POLLIN, until) < 0) break;
        ssize_t r = recv(fd, ans + have, (size_t)(cap - have), 0);
        if (r < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (r <= 0) break;
        have += (int)r;
        if (have >= 2 && ans[0] == 0x68) {
            want = ans[1] + 6;
            if (want > cap) break;
        }
    }
    close(fd);
    return have >= want ? have : -1;
}
