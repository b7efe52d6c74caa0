#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* thumbd: makes thumbnails for the shop's product pictures. */

#define QSZ 64
#define NWORKERS 8

static int q[QSZ];
static int qhead, qcount;
static unsigned long refused;
static pthread_mutex_t mx = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  cv = PTHREAD_COND_INITIALIZER;

extern void make_thumbnail(int fd);      /* reads picture, writes result */

static int q_put(int fd)
{
    int ok = 0;

    pthread_mutex_lock(&mx);
    if (qcount < QSZ) {
        q[(qhead + qcount++) % QSZ] = fd;
        ok = 1;
        pthread_cond_signal(&cv);
    }
    pthread_mutex_unlock(&mx);
    return ok;
}

static int q_take(void)
{
    int fd;

    pthread_mutex_lock(&mx);
    while (qcount == 0)
        pthread_cond_wait(&cv, &mx);
    fd = q[qhead];
    qhead = (qhead + 1) % QSZ;
    qcount--;
    pthread_mutex_unlock(&mx);
    return fd;
}

static void *worker(void *unused)
{
    (void)unused;
    for (;;) {
        int fd = q_take();
        struct timeval tv = { 30, 0 };
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
        make_thumbnail(fd);
        close(fd);
    }
    return NULL;
}

static void accept_loop(int lfd)
{
    while (1) {
        int fd = accept(lfd, NULL, NULL);
        if (fd == -1) {
            if (errno == EMFILE || errno == ENFILE)
                usleep(100000);
            continue;
        }
        if (!q_put(fd)) {
            refused++;
            fprintf(stderr, "thumbd: all workers busy (%lu refused so far)\n", refused);
            continue;
        }
    }
}

int main(void)
{
    struct sockaddr_in6 sa = { .sin6_family = AF_INET6, .sin6_port = htons(7811) };
    int yes = 1, lfd = socket(AF_INET6, SOCK_STREAM, 0);

    if (lfd < 0) return 1;
    setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (bind(lfd, (void *)&sa, sizeof(sa)) < 0 || listen(lfd, SOMAXCONN) < 0) {
        perror("thumbd");
        return 1;
    }
    for (int i = 0; i < NWORKERS; i++) {
        pthread_t t;
        if (pthread_create(&t, NULL, worker, NULL) != 0) return 1;
        pthread_detach(t);
    }
    accept_loop(lfd);
}
