/*
 * labelq - queues label print orders from the packing stations
 * refusals: answer, half-close, let the station finish, then close.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define DEPTH 128

struct ring {
    int             fd[DEPTH];
    unsigned        head, tail;
    pthread_mutex_t lk;
    pthread_cond_t  more;
};

static struct ring orders  = { .lk = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER };
static struct ring refused = { .lk = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER };

void print_order(int fd);        /* reads the order, prints, answers; does not close */

static int ring_put(struct ring *r, int fd)
{
    int rc = -1;

    pthread_mutex_lock(&r->lk);
    if (r->head - r->tail < DEPTH) {
        r->fd[r->head++ % DEPTH] = fd;
        pthread_cond_signal(&r->more);
        rc = 0;
    }
    pthread_mutex_unlock(&r->lk);
    return rc;
}

static int ring_get(struct ring *r)
{
    pthread_mutex_lock(&r->lk);
    while (r->head == r->tail)
        pthread_cond_wait(&r->more, &r->lk);
    int fd = r->fd[r->tail++ % DEPTH];
    pthread_mutex_unlock(&r->lk);
    return fd;
}

static void linger_close(int fd)
{
    char junk[4096];
    struct pollfd p = { fd, POLLIN, 0 };
    int rounds = 50;

    shutdown(fd, SHUT_WR);
    while (rounds-- > 0 && poll(&p, 1, 500) > 0)
        if (recv(fd, junk, sizeof junk, 0) <= 0)
            break;
    close(fd);
}

void *printer_thread(void *arg)
{
    (void)arg;
    for (;;) {
        int fd = ring_get(&orders);
        print_order(fd);
        linger_close(fd);
    }
    return NULL;
}

void *refusal_thread(void *arg)
{
    static const char sorry[] = "520 printer backlog, try later\r\n";

    (void)arg;
    for (;;) {
        int fd = ring_get(&refused);
        send(fd, sorry, sizeof sorry - 1, MSG_NOSIGNAL);
        linger_close(fd);
    }
    return NULL;
}

void acceptor(int lfd)
{
    for (;;) {
        struct timeval tv = { 10, 0 };
        int fd = accept(lfd, NULL, NULL);

        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE)
                usleep(100 * 1000);
            continue;
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        if (ring_put(&orders, fd) < 0 && ring_put(&refused, fd) < 0) {
            fprintf(stderr, "labelq: flooded, station cut off\n");
            close(fd);
        }
    }
}
