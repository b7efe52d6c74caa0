#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_BODY  (8L << 20)
#define LINGER_MS 2000

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000L + t.tv_nsec / 1000000;
}

/* The client may still be sending when we have said all we have to say. Let it
 * finish for a moment, otherwise it never gets to see the answer. */
static void lingering_close(int fd)
{
    long until = now_ms() + LINGER_MS, left;
    char waste[4096];

    if (shutdown(fd, SHUT_WR) == 0) {
        while ((left = until - now_ms()) > 0) {
            struct pollfd p = { .fd = fd, .events = POLLIN };
            int rc = poll(&p, 1, (int)left);
            if (rc < 0 && errno == EINTR)
                continue;
            if (rc <= 0)
                break;
            ssize_t n = recv(fd, waste, sizeof waste, MSG_DONTWAIT);
            if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
                break;
        }
    }
    close(fd);
}

static int say(int fd, const char *status)
{
    char msg[160];
    int len = snprintf(msg, sizeof msg, "HTTP/1.1 %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status);
    int off = 0;

    while (off < len) {
        ssize_t w = send(fd, msg + off, len - off, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0)
            return -1;
        off += (int)w;
    }
    return 0;
}

/* Runs on a worker thread, fd has SO_RCVTIMEO and SO_SNDTIMEO of ten seconds. */
void upload(int fd, long (*store)(int fd, const char *rest, size_t nrest, long len))
{
    char head[8192 + 1];
    size_t have = 0;
    char *end = NULL, *cl;
    long len = -1;

    while (!end && have < sizeof head - 1) {
        ssize_t n = recv(fd, head + have, sizeof head - 1 - have, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return;
        }
        have += n;
        head[have] = 0;
        end = strstr(head, "\r\n\r\n");
    }
    if (!end)
        say(fd, "431 Request Header Fields Too Large");
    else if (strncmp(head, "PUT ", 4))
        say(fd, "405 Method Not Allowed");
    else if (!(cl = strcasestr(head, "\r\nContent-Length:")) || cl > end || (len = atol(cl + 17)) < 0)
        say(fd, "411 Length Required");
    else if (len > MAX_BODY)
        say(fd, "413 Content Too Large");
    else if (store(fd, end + 4, have - (end + 4 - head), len) != len)
        say(fd, "500 Internal Server Error");
    else
        say(fd, "201 Created");
    lingering_close(fd);
}
