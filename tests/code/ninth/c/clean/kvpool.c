/* kvpool.c - pool of connections to the key/value store. Thread safe. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define KV_MAX   32
#define KV_IDLE  55          /* the LB in between cuts at 60 s */

typedef struct {
    int    fd;
    time_t used;
} kv_slot;

static kv_slot         idle[KV_MAX];
static int             n_idle, n_out;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  freed = PTHREAD_COND_INITIALIZER;

int kv_dial(void);           /* net.c: nodelay, keepalive, 2 s timeouts; -1 on error */

static int still_good(int fd)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    /* anything readable on an idle connection is an EOF or garbage */
    return poll(&p, 1, 0) == 0;
}

int kv_get(void)
{
    time_t now = time(NULL);
    int fd;

    pthread_mutex_lock(&mu);
    while (n_out == KV_MAX)
        pthread_cond_wait(&freed, &mu);
    n_out++;
    while (n_idle > 0) {
        kv_slot s = idle[--n_idle];
        if (now - s.used < KV_IDLE && still_good(s.fd)) {
            pthread_mutex_unlock(&mu);
            return s.fd;
        }
        close(s.fd);
    }
    pthread_mutex_unlock(&mu);

    fd = kv_dial();
    if (fd < 0) {
        pthread_mutex_lock(&mu);
        n_out--;
        pthread_cond_signal(&freed);
        pthread_mutex_unlock(&mu);
    }
    return fd;
}

void kv_put(int fd, int broken)
{
    pthread_mutex_lock(&mu);
    if (broken || n_idle == KV_MAX)
        close(fd);
    else
        idle[n_idle++] = (kv_slot){ fd, time(NULL) };
    n_out--;
    pthread_cond_signal(&freed);
    pthread_mutex_unlock(&mu);
}

int kv_incr(const char *key, long *val)
{
    char b[256];
    int rc = -1, n, fd = kv_get();
    ssize_t r;
    size_t have = 0;

    if (fd < 0)
        return -1;
    n = snprintf(b, sizeof b, "incr %.200s 1\r\n", key);
    if (send(fd, b, n, MSG_NOSIGNAL) == n) {
        while (have < sizeof b - 1 && (r = recv(fd, b + have, sizeof b - 1 - have, 0)) > 0) {
            have += r;
            b[have] = 0;
            if (b[have - 1] == '\n') {
                rc = sscanf(b, "%ld", val) == 1 ? 0 : -1;
                break;
            }
        }
    }
    kv_put(fd, rc != 0);
    return rc;
}
