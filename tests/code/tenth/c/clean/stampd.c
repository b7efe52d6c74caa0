#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <time.h>
#include <unistd.h>

#define DEPTH 128
#define NTHR  16

/* hand-over from the acceptor to the workers; a worker owns what it pops */
static struct {
    pthread_mutex_t mu;
    pthread_cond_t  filled;
    int             fds[DEPTH];
    unsigned        rd, wr;
} q = { .mu = PTHREAD_MUTEX_INITIALIZER, .filled = PTHREAD_COND_INITIALIZER };

static int q_push(int fd)
{
    int ok = 0;
    pthread_mutex_lock(&q.mu);
    if (q.wr - q.rd < DEPTH) {
        q.fds[q.wr++ % DEPTH] = fd;
        pthread_cond_signal(&q.filled);
        ok = 1;
    }
    pthread_mutex_unlock(&q.mu);
    return ok;
}

static int q_pop(void)
{
    int fd;
    pthread_mutex_lock(&q.mu);
    while (q.rd == q.wr)
        pthread_cond_wait(&q.filled, &q.mu);
    fd = q.fds[q.rd++ % DEPTH];
    pthread_mutex_unlock(&q.mu);
    return fd;
}

static int stamp(int fd)
{
    unsigned char digest[32], tok[48];
    size_t got = 0, put = 0;
    ssize_t n;

    while (got < sizeof digest) {
        n = recv(fd, digest + got, sizeof digest - got, 0);
        if (n == 0 || (n < 0 && errno != EINTR))
            return -1;
        if (n > 0)
            got += n;
    }
    memcpy(tok, digest, sizeof digest);
    snprintf((char *)tok + 32, 16, "%015ld", (long)time(NULL));
    while (put < sizeof tok) {
        n = send(fd, tok + put, sizeof tok - put, MSG_NOSIGNAL);
        if (n < 0 && errno != EINTR)
            return -1;
        if (n > 0)
            put += n;
    }
    return 0;
}

static void *worker(void *nil)
{
    struct timeval tv = { .tv_sec = 5 };
    for (;;) {
        int fd = q_pop();
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
        while (stamp(fd) == 0)
            ;
        close(fd);
    }
    return nil;
}

int main(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(3180) };
    int ls = socket(AF_INET, SOCK_STREAM, 0);
    pthread_t t;

    if (ls < 0 || bind(ls, (struct sockaddr *)&a, sizeof a) || listen(ls, 512))
        return perror("stampd"), 1;
    for (int i = 0; i < NTHR; i++)
        if (pthread_create(&t, NULL, worker, NULL))
            return 1;
    for (;;) {
        int fd = accept(ls, NULL, NULL);
        if (fd < 0) {
            if (errno != EINTR)
                usleep(20000);
        } else if (!q_push(fd)) {
            close(fd);
        }
    }
}
