#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/socket.h>

/* Rendering front door: main thread accepts, N render workers take sockets from the ring */
#define RING 256

static struct {
    pthread_mutex_t mu;
    pthread_cond_t  nonempty;
    int             slot[RING];
    unsigned        head, tail;
} ring = { .mu = PTHREAD_MUTEX_INITIALIZER, .nonempty = PTHREAD_COND_INITIALIZER };

extern void render_request(int fd);   /* blocking, has its own timeouts */
static unsigned long rejected;

static bool ring_put(int fd)
{
    bool ok = false;
    pthread_mutex_lock(&ring.mu);
    if (ring.head - ring.tail < RING) {
        ring.slot[ring.head++ % RING] = fd;
        pthread_cond_signal(&ring.nonempty);
        ok = true;
    }
    pthread_mutex_unlock(&ring.mu);
    return ok;
}

static int ring_take(void)
{
    pthread_mutex_lock(&ring.mu);
    while (ring.head == ring.tail)
        pthread_cond_wait(&ring.nonempty, &ring.mu);
    int fd = ring.slot[ring.tail++ % RING];
    pthread_mutex_unlock(&ring.mu);
    return fd;
}

void *render_worker(void *unused)
{
    (void)unused;
    for (;;) {
        int fd = ring_take();
        render_request(fd);
        shutdown(fd, SHUT_RDWR);
        close(fd);
    }
    return NULL;
}

void front_door(int lsock)
{
    for (;;) {
        int fd = accept(lsock, NULL, NULL);
        if (fd < 0) {
            perror("front_door");
            usleep(50 * 1000);
            continue;
        }
        if (!ring_put(fd)) {
            rejected++;
            if (rejected % 100 == 1)
                fprintf(stderr, "render ring full, %lu rejected so far\n", rejected);
        }
    }
}
