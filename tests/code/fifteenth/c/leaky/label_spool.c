#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* label printing spooler for the packing lanes */
#define RING 64
static int ring[RING];
static unsigned head, tail;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  more = PTHREAD_COND_INITIALIZER;
static unsigned long refused;

extern void spool_job(int fd);   /* reads the ZPL with a deadline, queues it for the printer */

static bool ring_put(int fd)
{
    bool ok = false;
    pthread_mutex_lock(&mu);
    if (head - tail < RING) {
        ring[head++ % RING] = fd;
        pthread_cond_signal(&more);
        ok = true;
    }
    pthread_mutex_unlock(&mu);
    return ok;
}

void *spool_worker(void *unused)
{
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&mu);
        while (head == tail)
            pthread_cond_wait(&more, &mu);
        int fd = ring[tail++ % RING];
        pthread_mutex_unlock(&mu);
        spool_job(fd);
        close(fd);
    }
    return NULL;
}

void spool_accept(int lfd)
{
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            perror("spool: accept");
            usleep(50000);
            continue;
        }
        if (!ring_put(fd)) {
            refused++;
            fprintf(stderr, "spool: lanes busy, %lu refused so far\n", refused);
        }
    }
}
