/* admission.c - front door of the tile server; too many guests get a 503 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MAX_GUESTS 256

static const char busy[] =
    "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
static atomic_int guests;

extern void serve_tiles(int fd); /* uses the descriptor, does not close it */

static void turn_away(int fd, int rounds)
{
    char junk[2048];
    struct pollfd p = { .fd = fd, .events = POLLIN };

    if (send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL) == (ssize_t)(sizeof busy - 1)
        && shutdown(fd, SHUT_WR) == 0) {
        /* wait for the guest to hang up first */
        while (rounds-- > 0 && poll(&p, 1, 100) > 0)
            if (recv(fd, junk, sizeof junk, 0) <= 0)
                break;
    }
    close(fd);
}

static void *guest(void *arg)
{
    int fd = (int)(intptr_t)arg;

    if (atomic_fetch_add(&guests, 1) >= MAX_GUESTS)
        turn_away(fd, 50);
    else {
        serve_tiles(fd);
        close(fd);
    }
    atomic_fetch_sub(&guests, 1);
    return NULL;
}

int doorman(int lfd)
{
    pthread_attr_t attr;
    struct timespec nap = { 0, 100 * 1000 * 1000 };
    struct timeval tv = { .tv_sec = 20 };

    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 256 * 1024);

    for (;;) {
        pthread_t t;
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            switch (errno) {
            case EINTR:
            case ECONNABORTED:
                continue;
            case EMFILE:
            case ENFILE:
            case ENOMEM:
                nanosleep(&nap, NULL);
                continue;
            default:
                perror("accept");
                pthread_attr_destroy(&attr);
                return -1;
            }
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        int rc = pthread_create(&t, &attr, guest, (void *)(intptr_t)fd);
        if (rc != 0) {
            fprintf(stderr, "doorman: %s\n", strerror(rc));
            turn_away(fd, 1);
        }
    }
}
