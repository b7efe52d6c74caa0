#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* we ran into TIME_WAIT once, see ops-1123 */
static void no_time_wait(int fd)
{
    struct linger l = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
}

static int write_full(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t k = write(fd, p, n);
        if (k < 0)
            return -1;
        p += k;
        n -= (size_t)k;
    }
    return 0;
}

static void answer(int fd, const char *body, size_t len)
{
    char head[128];
    int n = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", len);
    if (!write_full(fd, head, (size_t)n))
        write_full(fd, body, len);
}

void serve_one(int lfd, const char *body, size_t len)
{
    char req[4096];
    int fd = accept(lfd, NULL, NULL);
    if (fd < 0)
        return;
    no_time_wait(fd);
    if (read(fd, req, sizeof req) > 0)
        answer(fd, body, len);
    close(fd);
}
