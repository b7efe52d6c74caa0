/* toll gantry: every lane controller gets a thread, frames are <type:1><len:2><data> */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

typedef struct { int fd; int lane; } LANE;

int lane_event(int lane, int type, const uint8_t *d, size_t n);

static int need(int fd, uint8_t *p, size_t n)
{
    while (n > 0) {
        ssize_t r = recv(fd, p, n, MSG_WAITALL);
        if (r <= 0)
            return 0;
        p += r;
        n -= (size_t)r;
    }
    return 1;
}

static void lane_loop(LANE *l)
{
    uint8_t h[3], d[1500];
    size_t n;

    while (need(l->fd, h, 3)) {
        n = (size_t)h[1] << 8 | h[2];
        if (h[0] > 7 || n > sizeof d) {
            printf("lane %d: bad frame type %u len %zu\n", l->lane, h[0], n);
            return;
        }
        if (!need(l->fd, d, n)) {
            printf("lane %d: cut off inside a frame\n", l->lane);
            return;
        }
        if (lane_event(l->lane, h[0], d, n) != 0)
            return;
    }
}

static void *lane_thread(void *v)
{
    LANE *l = v;

    lane_loop(l);
    printf("lane %d: closing\n", l->lane);
    close(l->fd);
    free(l);
    return NULL;
}

void lane_accept(int lsn, int lane)
{
    struct timeval tv = { 120, 0 };   /* controllers ping every 30 s */
    pthread_t tid;
    LANE *l;
    int fd = accept(lsn, NULL, NULL);

    if (fd < 0) {
        perror("accept");
        usleep(10000);
        return;
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    if ((l = malloc(sizeof *l)) == NULL) {
        close(fd);
        return;
    }
    l->fd = fd;
    l->lane = lane;
    if (pthread_create(&tid, NULL, lane_thread, l)) {
        close(fd);
        free(l);
        return;
    }
    pthread_detach(tid);
}
