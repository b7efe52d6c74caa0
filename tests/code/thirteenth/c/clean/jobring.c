/* Hand sockets from the accepting thread to the OCR workers. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define DEPTH 64

struct jobring {
    pthread_mutex_t lk;
    pthread_cond_t  ne;
    int  fds[DEPTH];
    int  n, rd;
    bool stopping;
};

void ocr_session(int fd);

static bool jobring_put(struct jobring *q, int fd)
{
    bool ok = false;
    pthread_mutex_lock(&q->lk);
    if (!q->stopping && q->n < DEPTH) {
        q->fds[(q->rd + q->n++) % DEPTH] = fd;
        pthread_cond_signal(&q->ne);
        ok = true;
    }
    pthread_mutex_unlock(&q->lk);
    return ok;
}

void jobring_stop(struct jobring *q)
{
    pthread_mutex_lock(&q->lk);
    q->stopping = true;
    for (; q->n > 0; q->n--) {
        close(q->fds[q->rd]);
        q->rd = (q->rd + 1) % DEPTH;
    }
    pthread_cond_broadcast(&q->ne);
    pthread_mutex_unlock(&q->lk);
}

void *ocr_worker(void *arg)
{
    struct jobring *q = arg;
    for (;;) {
        pthread_mutex_lock(&q->lk);
        while (q->n == 0 && !q->stopping)
            pthread_cond_wait(&q->ne, &q->lk);
        if (q->n == 0) {
            pthread_mutex_unlock(&q->lk);
            return NULL;
        }
        int fd = q->fds[q->rd];
        q->rd = (q->rd + 1) % DEPTH;
        q->n--;
        pthread_mutex_unlock(&q->lk);
        ocr_session(fd);
        close(fd);
    }
}

void accept_loop(struct jobring *q, int lfd)
{
    const struct timeval tv = { .tv_sec = 30 };
    while (!q->stopping) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno != EINTR)
                usleep(50 * 1000);
            continue;
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (!jobring_put(q, fd)) {
            fprintf(stderr, "ocr: queue full, client dropped\n");
            close(fd);
        }
    }
}
