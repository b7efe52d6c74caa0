#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

#define POOL_MAX 16

struct conn {
    int fd;
    struct conn *next;
    long uses;
};

static struct conn *idle;
static int n_idle;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static struct sockaddr_in backend;

struct conn *pool_get(void)
{
    pthread_mutex_lock(&mu);
    struct conn *c = idle;
    if (c) {
        idle = c->next;
        n_idle--;
    }
    pthread_mutex_unlock(&mu);
    if (c)
        return c;

    c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&backend, sizeof backend)) {
        if (c->fd >= 0)
            close(c->fd);
        free(c);
        return NULL;
    }
    return c;
}

void pool_put(struct conn *c, int broken)
{
    if (broken) {
        close(c->fd);
        free(c);
        return;
    }
    c->uses++;
    pthread_mutex_lock(&mu);
    if (n_idle < POOL_MAX) {
        c->next = idle;
        idle = c;
        n_idle++;
        c = NULL;
    }
    pthread_mutex_unlock(&mu);
    free(c); /* more than we keep */
}
