#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>

#define RING 256u

struct ring {
    pthread_mutex_t mu;
    pthread_cond_t  cv;
    int             slot[RING];
    unsigned        head, tail;
};

static struct ring work = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, {0}, 0, 0 };
static unsigned long dropped;

static bool ring_put(struct ring *q, int fd)
{
    bool ok = false;
    pthread_mutex_lock(&q->mu);
    if (q->tail - q->head < RING) {
        q->slot[q->tail++ % RING] = fd;
        pthread_cond_signal(&q->cv);
        ok = true;
    }
    pthread_mutex_unlock(&q->mu);
    return ok;
}

static int ring_get(struct ring *q)
{
    int fd;
    pthread_mutex_lock(&q->mu);
    while (q->head == q->tail)
        pthread_cond_wait(&q->cv, &q->mu);
    fd = q->slot[q->head++ % RING];
    pthread_mutex_unlock(&q->mu);
    return fd;
}

extern int rate_quote(const char *req, char *resp, size_t cap);

static void *worker(void *unused)
{
    char req[512], resp[512];
    (void)unused;
    for (;;) {
        int fd = ring_get(&work);
        struct timeval tv = { .tv_sec = 5 };
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        ssize_t n = recv(fd, req, sizeof req - 1, 0);
        if (n > 0) {
            req[n] = '\0';
            int m = rate_quote(req, resp, sizeof resp);
            for (int off = 0; off < m; ) {
                ssize_t w = send(fd, resp + off, (size_t)(m - off), MSG_NOSIGNAL);
                if (w <= 0)
                    break;
                off += (int)w;
            }
        }
        close(fd);
    }
    return NULL;
}

void quote_acceptor(int lsn, int nthreads)
{
    pthread_t t;
    while (nthreads-- > 0)
        pthread_create(&t, NULL, worker, NULL);
    for (;;) {
        int fd = accept(lsn, NULL, NULL);
        if (fd == -1) {
            if (errno == EMFILE) usleep(100000);
            continue;
        }
        if (!ring_put(&work, fd)) {
            dropped++;
            fprintf(stderr, "quote: ring full, %lu dropped so far\n", dropped);
        }
    }
}
