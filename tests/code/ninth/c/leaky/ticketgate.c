#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* turnstiles post their scans here (plain HTTP/1.0, one request a connection) */

#define MAX_ACTIVE 200

static atomic_int active;

int scan_check(const char *req, size_t n, char *rsp, size_t cap);

static int put(int fd, const char *s, size_t n)
{
    size_t off = 0;
    while (off < n) {
        ssize_t w = send(fd, s + off, n - off, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) return -1;
        off += w;
    }
    return 0;
}

static void *gate_main(void *p)
{
    int fd = (int)(intptr_t)p;
    char req[8192], rsp[2048];
    size_t have = 0;
    struct timeval tv = { .tv_sec = 10 };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    while (have < sizeof req - 1) {
        ssize_t n = recv(fd, req + have, sizeof req - 1 - have, 0);
        if (n <= 0) goto out;
        have += n;
        req[have] = 0;
        if (strstr(req, "\r\n\r\n")) break;
    }
    int len = scan_check(req, have, rsp, sizeof rsp);
    if (len > 0 && put(fd, rsp, len) == 0) {
        shutdown(fd, SHUT_WR);
        while (recv(fd, req, sizeof req, 0) > 0)
            ;
    }
out:
    close(fd);
    atomic_fetch_sub(&active, 1);
    return NULL;
}

static const char BUSY[] = "HTTP/1.0 503 Busy\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n";

void gates_run(int lfd)
{
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        pthread_t t;

        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) usleep(20000);
            continue;
        }
        if (atomic_load(&active) >= MAX_ACTIVE) {
            put(fd, BUSY, sizeof BUSY - 1);
            close(fd);
            continue;
        }
        atomic_fetch_add(&active, 1);
        if (pthread_create(&t, NULL, gate_main, (void *)(intptr_t)fd)) {
            atomic_fetch_sub(&active, 1);
            close(fd);
            continue;
        }
        pthread_detach(t);
    }
}
