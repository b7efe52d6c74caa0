#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Call detail records from the exchanges go into a spool ring that the rating
 * thread empties. */

#define SPOOL (4u << 20)
#define HIGH  (SPOOL - 65536)

struct spool {
	unsigned char mem[SPOOL];
	size_t head, fill;
};

struct exch {
	int fd;
	int ep;
	int paused;
	unsigned long bytes;
	struct spool *sp;
};

static void spool_put(struct spool *s, const unsigned char *p, size_t n)
{
	size_t at = (s->head + s->fill) % SPOOL;
	size_t run = n < SPOOL - at ? n : SPOOL - at;

	memcpy(s->mem + at, p, run);
	memcpy(s->mem, p + run, n - run);
	s->fill += n;
}

/* the rating thread calls this with the big lock held */
size_t spool_take(struct spool *s, unsigned char *to, size_t max)
{
	size_t n = s->fill < max ? s->fill : max;
	size_t run = n < SPOOL - s->head ? n : SPOOL - s->head;

	memcpy(to, s->mem + s->head, run);
	memcpy(to + run, s->mem, n - run);
	s->head = (s->head + n) % SPOOL;
	s->fill -= n;
	return n;
}

static void interest(struct exch *x, unsigned ev)
{
	struct epoll_event e = { .events = ev, .data.ptr = x };

	if (epoll_ctl(x->ep, EPOLL_CTL_MOD, x->fd, &e) < 0)
		perror("cdrsink: epoll_ctl");
}

static void exch_close(struct exch *x)
{
	fprintf(stderr, "cdrsink: exchange %d done, %lu bytes\n", x->fd, x->bytes);
	epoll_ctl(x->ep, EPOLL_CTL_DEL, x->fd, NULL);
	close(x->fd);
	free(x);
}

/* big lock held */
void exch_readable(struct exch *x)
{
	unsigned char buf[32768];
	ssize_t n;

	if (x->sp->fill > HIGH) {
		x->paused = 1;
		interest(x, 0);
		return;
	}
	n = read(x->fd, buf, sizeof buf);
	if (n > 0) {
		x->bytes += n;
		spool_put(x->sp, buf, n);
		return;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	exch_close(x);
}
