#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>
#include <poll.h>
#include <time.h>

#define MAXV 32

/* Fans the gate camera's JPEGs out to the guards' viewers. */
struct viewer { int fd; };
static struct viewer v[MAXV];
static int nv;

static void viewer_drop(int i)
{
    close(v[i].fd);
    v[i] = v[--nv];
}

static void viewer_add(int ls)
{
    int fd = accept(ls, NULL, NULL);
    if (fd < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            perror("camfan");
            nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
        }
        return;
    }
    if (nv == MAXV || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
        close(fd);
        return;
    }
    v[nv++].fd = fd;
}

/* one picture, 80 to 300 kB */
void camfan_picture(const uint8_t *jpg, uint32_t len)
{
    uint32_t be = htonl(len);
    for (int i = nv - 1; i >= 0; i--) {
        struct piece { const void *b; size_t n; } part[2] = { { &be, 4 }, { jpg, len } };
        int dead = 0;
        for (int k = 0; k < 2 && !dead; k++) {
            if (send(v[i].fd, part[k].b, part[k].n, MSG_NOSIGNAL | (k ? 0 : MSG_MORE)) < 0 && errno != EAGAIN)
                dead = 1;
        }
        if (dead)
            viewer_drop(i);
    }
}

/* called between two pictures */
void camfan_events(int ls, int ms)
{
    struct pollfd p[MAXV + 1] = { { .fd = ls, .events = POLLIN } };
    int n = nv;

    for (int i = 0; i < n; i++)
        p[i + 1] = (struct pollfd){ .fd = v[i].fd, .events = POLLIN };
    if (poll(p, n + 1, ms) <= 0)
        return;
    for (int i = n - 1; i >= 0; i--) {
        char junk[64];
        ssize_t r;
        if (!p[i + 1].revents)
            continue;
        r = recv(v[i].fd, junk, sizeof junk, 0);
        if (r == 0 || (r < 0 && errno != EAGAIN && errno != EINTR))
            viewer_drop(i);
    }
    if (p[0].revents)
        viewer_add(ls);
}
