// toll gate backend: lanes connect, send plate numbers, workers look them up
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define QCAP 256

static struct {
    pthread_mutex_t mu;
    pthread_cond_t  more;
    int  fds[QCAP];
    unsigned head, len;
    unsigned long refused;
} q = { .mu = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER };

extern void serve_lane(int fd);   // answers with its own timeouts, never closes

static bool push_lane(int fd)
{
    bool ok = false;
    pthread_mutex_lock(&q.mu);
    if (q.len < QCAP) {
        q.fds[(q.head + q.len++) % QCAP] = fd;
        ok = true;
        pthread_cond_signal(&q.more);
    } else {
        q.refused++;
    }
    pthread_mutex_unlock(&q.mu);
    return ok;
}

void *lane_worker(void *unused)
{
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&q.mu);
        while (q.len == 0)
            pthread_cond_wait(&q.more, &q.mu);
        int fd = q.fds[q.head];
        q.head = (q.head + 1) % QCAP;
        q.len--;
        pthread_mutex_unlock(&q.mu);
        serve_lane(fd);
        close(fd);
    }
    return NULL;
}

void lane_acceptor(int lfd)
{
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            fprintf(stderr, "accept: %s\n", strerror(errno));
            sleep(1);
            continue;
        }
        if (!push_lane(fd)) {
            fprintf(stderr, "lane queue full (%lu refused)\n", q.refused);
            continue;
        }
    }
}
