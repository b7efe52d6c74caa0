#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* map tile cache front; anything above MAX_INFLIGHT gets a quick 503 */
#define MAX_INFLIGHT 200
static atomic_int inflight;

static const char busy[] =
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Retry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/* the pool owns the socket from here on: reads the request, answers, closes,
   then calls tile_done() */
extern void tile_pool_put(int fd);

void tile_done(void)
{
    atomic_fetch_sub(&inflight, 1);
}

void tile_accept_loop(int lfd)
{
    struct timeval tv = { .tv_sec = 15 };
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            perror("accept");
            usleep(20000);
            continue;
        }
        if (atomic_load(&inflight) >= MAX_INFLIGHT) {
            send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
            close(fd);
            continue;
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        atomic_fetch_add(&inflight, 1);
        tile_pool_put(fd);
    }
}
