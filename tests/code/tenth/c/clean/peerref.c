#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/*
 * Reference counted peers of the replication ring. The reader thread holds one
 * reference, the routing table another, every pending broadcast one more. The
 * descriptor goes away with the last of them.
 */
struct peer {
    atomic_int      refs;
    int             fd;
    unsigned        id;
    pthread_mutex_t wlock;
};

#define RING 64
static struct peer *ring[RING];
static pthread_mutex_t ring_lock = PTHREAD_MUTEX_INITIALIZER;

static struct peer *peer_get(struct peer *p)
{
    atomic_fetch_add(&p->refs, 1);
    return p;
}

static void peer_put(struct peer *p)
{
    int before = atomic_fetch_sub(&p->refs, 1);
    assert(before > 0);
    if (before == 1) {
        close(p->fd);
        pthread_mutex_destroy(&p->wlock);
        free(p);
    }
}

static void ring_remove(struct peer *p)
{
    int mine = 0;
    pthread_mutex_lock(&ring_lock);
    if (ring[p->id % RING] == p) {
        ring[p->id % RING] = NULL;
        mine = 1;
    }
    pthread_mutex_unlock(&ring_lock);
    if (mine)
        peer_put(p);
}

static void *reader(void *arg)
{
    struct peer *p = arg;
    char buf[4096];
    ssize_t n;

    while ((n = recv(p->fd, buf, sizeof buf, 0)) > 0 || (n < 0 && errno == EINTR))
        ;   /* acknowledgements only, their arrival is all that counts */
    ring_remove(p);
    peer_put(p);
    return NULL;
}

/* takes fd over (timeouts and keepalive already set), also when it fails */
int peer_attach(int fd, unsigned id)
{
    struct peer *p = calloc(1, sizeof *p), *old;
    pthread_t t;

    if (!p) {
        close(fd);
        return -1;
    }
    p->fd = fd;
    p->id = id;
    atomic_init(&p->refs, 1);
    pthread_mutex_init(&p->wlock, NULL);

    peer_get(p);                        /* the reader's */
    pthread_mutex_lock(&ring_lock);
    old = ring[id % RING];
    ring[id % RING] = p;
    pthread_mutex_unlock(&ring_lock);
    if (old) {
        shutdown(old->fd, SHUT_RDWR);   /* its reader lets go then */
        peer_put(old);
    }
    if (pthread_create(&t, NULL, reader, p) != 0) {
        ring_remove(p);
        peer_put(p);
        return -1;
    }
    pthread_detach(t);
    return 0;
}
