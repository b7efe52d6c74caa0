/* fan-out of market ticks to dashboards, binary stream with length prefix */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_DASH 128

struct dash { int fd; uint64_t sent; };
static struct dash dashes[MAX_DASH];
static int ndash;

int dash_add(int lfd)
{
    int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return -1;
    if (ndash == MAX_DASH) {
        close(fd);
        return -1;
    }
    dashes[ndash].fd = fd;
    dashes[ndash].sent = 0;
    ndash++;
    return 0;
}

static void dash_del(int i)
{
    close(dashes[i].fd);
    dashes[i] = dashes[--ndash];
}

/* called by the feed handler for each batch, up to 64k */
void tick_broadcast(const void *batch, uint32_t len)
{
    for (int i = 0; i < ndash; ) {
        ssize_t n = send(dashes[i].fd, batch, len, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            fprintf(stderr, "dash %d: %s\n", i, strerror(errno));
            dash_del(i);
            continue;
        }
        dashes[i].sent += len;
        i++;
    }
}

/* dashboards never talk; readable means the browser proxy went away */
void dash_readable(int i)
{
    char junk[64];
    ssize_t n = recv(dashes[i].fd, junk, sizeof junk, 0);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        dash_del(i);
}
