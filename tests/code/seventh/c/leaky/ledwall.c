/* ledwall.c -- frame pusher for the stadium video strip, 25 frames/s */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ROWS 16
#define COLS 320

typedef struct { uint8_t r, g, b; } px_t;

static int put(int fd, const void *p, size_t n)
{
    const char *c = p;
    while (n) {
        ssize_t w = write(fd, c, n);
        if (w < 0) {
            if (errno == EINTR)
                continue;
            return -1;
        }
        c += w;
        n -= (size_t)w;
    }
    return 0;
}

static int push_frame(int fd, uint32_t seq, px_t wall[ROWS][COLS])
{
    uint32_t be = htonl(seq);

    if (put(fd, "LW", 2) < 0 || put(fd, &be, 4) < 0)
        return -1;
    for (int y = 0; y < ROWS; y++) {
        for (int x = 0; x < COLS; x++) {
            px_t *p = &wall[y][x];
            uint8_t g[3] = { p->r / 2, p->g / 2, p->b / 2 }; /* half the brightness at night */
            if (put(fd, g, sizeof g) < 0)
                return -1;
        }
    }
    return 0;
}

int wall_run(const struct sockaddr_in *ctrl, void (*render)(px_t w[ROWS][COLS]))
{
    static px_t wall[ROWS][COLS];
    struct timeval tv = { 2, 0 };
    int one = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd < 0)
        return -1;
    signal(SIGPIPE, SIG_IGN);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (const struct sockaddr *)ctrl, sizeof *ctrl) < 0) {
        perror("ledwall: connect");
        close(fd);
        return -1;
    }
    for (uint32_t seq = 0; ; seq++) {
        render(wall);
        if (push_frame(fd, seq, wall) < 0) {
            perror("ledwall: frame");
            break;
        }
        usleep(40000);
    }
    close(fd);
    return -1;
}
