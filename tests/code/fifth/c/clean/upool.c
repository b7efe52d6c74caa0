#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* Upstream connection pool of the ad gateway. At most POOL_MAX open, kept 30 s. */

#define POOL_MAX  32
#define KEEP_SECS 30

typedef struct { int fd; time_t since; } idle_t;

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  room = PTHREAD_COND_INITIALIZER;
static idle_t          idle[POOL_MAX];
static int             nidle, nopen;

static int usable(const idle_t *e)
{
    char c;
    if (time(NULL) - e->since > KEEP_SECS)
        return 0;
    return recv(e->fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0;   /* 0 = closed, 1 = stray data */
}

static int fresh(const struct sockaddr_in *to)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval tv = { 2, 0 };

    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
    if (connect(fd, (const struct sockaddr *)to, sizeof *to) == 0)
        return fd;
    close(fd);
    return -1;
}

int upool_get(const struct sockaddr_in *to)
{
    int fd = -1;

    pthread_mutex_lock(&mu);
    for (;;) {
        while (nidle > 0) {
            idle_t e = idle[--nidle];
            if (usable(&e)) {
                pthread_mutex_unlock(&mu);
                return e.fd;
            }
            close(e.fd);
            nopen--;
        }
        if (nopen < POOL_MAX)
            break;
        pthread_cond_wait(&room, &mu);
    }
    nopen++;
    pthread_mutex_unlock(&mu);

    if ((fd = fresh(to)) < 0) {
        pthread_mutex_lock(&mu);
        nopen--;
        pthread_cond_signal(&room);
        pthread_mutex_unlock(&mu);
    }
    return fd;
}

/* ok = 0 after any error: the stream may be out of step */
void upool_put(int fd, int ok)
{
    pthread_mutex_lock(&mu);
    if (ok)
        idle[nidle++] = (idle_t){ fd, time(NULL) };
    else {
        close(fd);
        nopen--;
    }
    pthread_cond_signal(&room);
    pthread_mutex_unlock(&mu);
}

void upool_sweep(void)      /* from the 10 s housekeeping timer */
{
    pthread_mutex_lock(&mu);
    for (int i = 0; i < nidle; )
        if (usable(&idle[i]))
            i++;
        else {
            close(idle[i].fd);
            idle[i] = idle[--nidle];
            nopen--;
        }
    pthread_cond_broadcast(&room);
    pthread_mutex_unlock(&mu);
}
