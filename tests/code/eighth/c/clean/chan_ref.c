/* Channels shared by the poller thread and the jobs. Whoever drops the last reference closes the socket:
 * thus no job ever writes into a descriptor number that has been given to somebody else meanwhile. */
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct chan {
	atomic_int refs;
	atomic_bool dead;
	int fd;
	void (*input)(struct chan *, const char *, size_t);
};

struct job {
	struct chan *ch;
	char *text;
	size_t len;
};

struct chan *chan_get(struct chan *c)
{
	atomic_fetch_add_explicit(&c->refs, 1, memory_order_relaxed);
	return c;
}

void chan_put(struct chan *c)
{
	if (atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1)
		return;
	close(c->fd);
	free(c);
}

/* Takes the (blocking, TCP_NODELAY) fd in any case; the first reference is the poller's. */
struct chan *chan_adopt(int ep, int fd, void (*input)(struct chan *, const char *, size_t))
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP };
	struct timeval tv = { .tv_sec = 10 };
	struct chan *c = malloc(sizeof *c);

	if (!c) {
		close(fd);
		return NULL;
	}
	atomic_init(&c->refs, 1);
	atomic_init(&c->dead, 0);
	c->fd = fd;
	c->input = input;
	ev.data.ptr = c;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){ 1 }, sizeof(int));
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
		chan_put(c);
		return NULL;
	}
	return c;
}

/* poller: level-triggered, one read a turn */
void chan_event(int ep, struct chan *c)
{
	char buf[4096];
	ssize_t n = recv(c->fd, buf, sizeof buf, MSG_DONTWAIT);

	if (n > 0) {
		c->input(c, buf, (size_t)n);
		return;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	atomic_store(&c->dead, 1);
	epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
	chan_put(c);
}

struct job *job_new(struct chan *c, const char *text, size_t len)
{
	struct job *j = malloc(sizeof *j);

	if (!j || !(j->text = malloc(len))) {
		free(j);
		return NULL;
	}
	memcpy(j->text, text, len);
	j->len = len;
	j->ch = chan_get(c);
	return j;
}

/* worker: says the text and lets go; the job is used up afterwards */
void job_run(struct job *j)
{
	size_t off = 0;

	while (off < j->len && !atomic_load(&j->ch->dead)) {
		ssize_t n = send(j->ch->fd, j->text + off, j->len - off, MSG_NOSIGNAL);

		if (n > 0)
			off += (size_t)n;
		else if (errno != EINTR) {
			/* wakes the poller with an end of file, which then does the rest */
			shutdown(j->ch->fd, SHUT_RDWR);
			break;
		}
	}
	chan_put(j->ch);
	free(j->text);
	free(j);
}
