#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

/* Output queue of a non-blocking connection in the dispatch core. */

struct blob {
	STAILQ_ENTRY(blob) link;
	size_t len, done;
	char data[];
};

struct link_out {
	int fd;
	short want;			/* poll events the core shall ask for */
	size_t pending, limit;
	STAILQ_HEAD(, blob) q;
	void (*gone)(struct link_out *, int err, void *);
	void *arg;
};

void lo_init(struct link_out *o, int fd, size_t limit, void (*gone)(struct link_out *, int, void *), void *arg)
{
	memset(o, 0, sizeof *o);
	o->fd = fd;
	o->limit = limit;
	o->want = POLLIN;
	o->gone = gone;
	o->arg = arg;
	STAILQ_INIT(&o->q);
}

void lo_end(struct link_out *o, int err)
{
	struct blob *b;

	if (o->fd < 0)
		return;
	while ((b = STAILQ_FIRST(&o->q)) != NULL) {
		STAILQ_REMOVE_HEAD(&o->q, link);
		free(b);
	}
	close(o->fd);
	o->fd = -1;
	o->want = 0;
	o->gone(o, err, o->arg);
}

int lo_flush(struct link_out *o)
{
	struct blob *b;

	while ((b = STAILQ_FIRST(&o->q)) != NULL) {
		ssize_t w = send(o->fd, b->data + b->done, b->len - b->done, MSG_NOSIGNAL);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0 && errno == EAGAIN) {
			o->want = POLLIN | POLLOUT;
			return 0;
		}
		if (w < 0) {
			lo_end(o, errno);
			return -1;
		}
		b->done += w;
		o->pending -= w;
		if (b->done == b->len) {
			STAILQ_REMOVE_HEAD(&o->q, link);
			free(b);
		}
	}
	o->want = POLLIN;
	return 0;
}

int lo_send(struct link_out *o, const void *p, size_t n)
{
	struct blob *b;

	if (o->fd < 0)
		return -1;
	if (o->pending + n > o->limit || (b = malloc(sizeof *b + n)) == NULL) {
		lo_end(o, ENOBUFS);
		return -1;
	}
	b->len = n;
	b->done = 0;
	memcpy(b->data, p, n);
	STAILQ_INSERT_TAIL(&o->q, b, link);
	o->pending += n;
	return lo_flush(o);
}
