#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NCONN 12

/* net.c: connects with timeouts and TCP_NODELAY set */
extern int net_dial(const char *host, int port, int secs);

struct pconn {
	int fd;
	int busy;
	time_t used;
};

struct pool {
	pthread_mutex_t mu;
	const char *host;
	int port;
	struct pconn c[NCONN];
};

static struct pconn *pool_get(struct pool *p)
{
	struct pconn *best = NULL;
	int i;

	pthread_mutex_lock(&p->mu);
	for (i = 0; i < NCONN && !best; i++)
		if (!p->c[i].busy)
			best = &p->c[i];
	if (best)
		best->busy = 1;
	pthread_mutex_unlock(&p->mu);
	if (!best)
		return NULL;
	if (best->fd >= 0 && time(NULL) - best->used > 60) {
		close(best->fd);
		best->fd = -1;
	}
	if (best->fd < 0)
		best->fd = net_dial(p->host, p->port, 3);
	return best;
}

static void pool_put(struct pool *p, struct pconn *c, int ok)
{
	pthread_mutex_lock(&p->mu);
	if (!ok)
		c->fd = -1;
	c->used = time(NULL);
	c->busy = 0;
	pthread_mutex_unlock(&p->mu);
}

int rpc_call(struct pool *p, const void *req, uint32_t n, void *rsp, uint32_t cap)
{
	unsigned char frame[4 + 4096];
	uint32_t be = htonl(n), got = 0;
	struct pconn *c;
	int ok = 0;

	if (n > 4096 || !(c = pool_get(p)))
		return -1;
	memcpy(frame, &be, 4);
	memcpy(frame + 4, req, n);
	if (c->fd >= 0 && send(c->fd, frame, n + 4, MSG_NOSIGNAL) == (ssize_t)(n + 4) &&
	    recv(c->fd, &be, 4, MSG_WAITALL) == 4) {
		got = ntohl(be);
		ok = got <= cap && recv(c->fd, rsp, got, MSG_WAITALL) == (ssize_t)got;
	}
	pool_put(p, c, ok);
	return ok ? (int)got : -1;
}
