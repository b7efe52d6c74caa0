#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* modality uploads: acceptor puts sockets on a bounded queue, 8 workers take them */
#define QCAP 128

struct sockq {
    pthread_mutex_t m;
    pthread_cond_t  nonempty, nonfull;
    int  item[QCAP];
    int  n, r;
};
static struct sockq q = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, {0}, 0, 0 };

extern int store_study(int fd);   /* reads to end of file; returns 0 when committed */

/* full: waits, the backlog holds the rest (workers are bounded by the 60 s below) */
static void q_put(int fd)
{
    pthread_mutex_lock(&q.m);
    while (q.n == QCAP)
        pthread_cond_wait(&q.nonfull, &q.m);
    q.item[(q.r + q.n) % QCAP] = fd;
    q.n++;
    pthread_cond_signal(&q.nonempty);
    pthread_mutex_unlock(&q.m);
}

static void *worker(void *a)
{
    (void)a;
    while (1) {
        pthread_mutex_lock(&q.m);
        while (q.n == 0)
            pthread_cond_wait(&q.nonempty, &q.m);
        int fd = q.item[q.r];
        q.r = (q.r + 1) % QCAP;
        q.n--;
        pthread_cond_signal(&q.nonfull);
        pthread_mutex_unlock(&q.m);

        struct timeval tv = { 60, 0 };
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (store_study(fd) == 0)
            send(fd, "STORED\n", 7, MSG_NOSIGNAL);
        else
            fprintf(stderr, "study on fd %d not stored\n", fd);
        close(fd);
    }
    return NULL;
}

int upload_main(int lfd)
{
    pthread_t t;
    for (int i = 0; i < 8; i++)
        if (pthread_create(&t, NULL, worker, NULL) != 0)
            return -1;
    if (listen(lfd, 256) < 0)
        return -1;
    for (;;) {
        int fd = accept(lfd, NULL, NULL);
        if (fd < 0) {
            perror("accept");
            usleep(100 * 1000);
            continue;
        }
        q_put(fd);
    }
}
