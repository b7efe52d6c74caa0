/* overload gate of the map tile server */
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>
#include <time.h>

extern atomic_int tiles_in_flight;
extern int tile_start(int fd);     /* 0: fd now belongs to the renderer */

static const char gate_reply[] =
    "HTTP/1.1 503 Overloaded\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/* Say no, half-close, and swallow what the client is still sending, for a short while,
 * so that the reply isn't destroyed by an RST. Runs in the gate thread pool. */
static void refuse(int fd)
{
    char sink[4096];
    struct pollfd p = { .fd = fd, .events = POLLIN };
    time_t until = time(NULL) + 3;

    if (send(fd, gate_reply, sizeof gate_reply - 1, MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
        shutdown(fd, SHUT_WR);
    while (time(NULL) < until && poll(&p, 1, 1000) > 0)
        if (recv(fd, sink, sizeof sink, MSG_DONTWAIT) <= 0)
            break;
    close(fd);
}

void gate(int fd)
{
    if (atomic_load(&tiles_in_flight) > 256) {
        refuse(fd);
        return;
    }
    if (tile_start(fd) != 0) {
        fprintf(stderr, "tile_start failed for fd %d\n", fd);
        refuse(fd);
    }
}
