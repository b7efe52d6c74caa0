#include "dbpool.h"

struct slot {
    int      fd;        /* -1 when there is none, see dbpool_init() */
    unsigned busy:1;
    unsigned broken:1;
    time_t   last;
};

static struct slot pool[DBPOOL_MAX];
static pthread_mutex_t mtx = PTHREAD_MUTEX_INITIALIZER;

struct slot *dbpool_get(void)
{
    struct slot *s = NULL;
    int i;

    pthread_mutex_lock(&mtx);
    for (i = 0; i < DBPOOL_MAX; i++) {
        if (!pool[i].busy) {
            s = &pool[i];
            s->busy = 1;
            break;
        }
    }
    pthread_mutex_unlock(&mtx);
    if (s && s->fd < 0) {
        s->fd = tcp_connect_timeout(db_host, db_port, 3000);
        s->broken = 0;
        if (s->fd >= 0)
            enable_keepalive(s->fd, 60);
    }
    return s;
}

void dbpool_put(struct slot *s)
{
    pthread_mutex_lock(&mtx);
    if (s->broken)
        s->fd = -1;
    s->busy = 0;
    s->last = time(NULL);
    pthread_mutex_unlock(&mtx);
}

int dbpool_query(struct slot *s, const void *q, size_t qlen, void *r, size_t rlen)
{
    ssize_t n;

    if (send_all(s->fd, q, qlen) < 0 || (n = recv_timeout(s->fd, r, rlen, 5000)) <= 0) {
        s->broken = 1;
        return -1;
    }
    return (int)n;
}
