#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Each connection has a reference for epoll and one for each queued job. The last one closes. */
struct conn {
	int fd, refs;
	time_t seen;
	struct conn *next, **pp;
};

static struct conn *all;
static int ep;

void job_queue(struct conn *c, const char *d, size_t n); /* copies d; calls conn_put when done */

static void conn_get(struct conn *c)
{
	__atomic_add_fetch(&c->refs, 1, __ATOMIC_RELAXED);
}

void conn_put(struct conn *c)
{
	if (__atomic_sub_fetch(&c->refs, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	close(c->fd);
	free(c);
}

static void conn_retire(struct conn *c)
{
	epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
	if ((*c->pp = c->next))
		c->next->pp = c->pp;
	shutdown(c->fd, SHUT_RD);
	conn_put(c);
}

static void conn_new(int fd)
{
	struct epoll_event ev = { .events = EPOLLIN };
	struct conn *c = calloc(1, sizeof *c);

	if (!c) {
		close(fd);
		return;
	}
	c->fd = fd;
	c->refs = 1;
	c->seen = time(NULL);
	ev.data.ptr = c;
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
		conn_put(c);
		return;
	}
	if ((c->next = all))
		all->pp = &c->next;
	c->pp = &all;
	all = c;
}

static void conn_read(struct conn *c)
{
	char b[8192];
	ssize_t n = recv(c->fd, b, sizeof b, MSG_DONTWAIT);

	if (n > 0) {
		c->seen = time(NULL);
		conn_get(c);
		job_queue(c, b, n);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		conn_retire(c);
	}
}

int loop(int lfd)
{
	struct epoll_event evs[64], l = { .events = EPOLLIN };
	struct conn *c, *next;

	if ((ep = epoll_create1(EPOLL_CLOEXEC)) < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, lfd, &l) < 0)
		return -1;
	for (;;) {
		int i, n = epoll_wait(ep, evs, 64, 5000);

		for (i = 0; i < n; i++) {
			if (evs[i].data.ptr) {
				conn_read(evs[i].data.ptr);
				continue;
			}
			int fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);
			if (fd >= 0)
				conn_new(fd);
			else if (errno == EMFILE || errno == ENFILE)
				usleep(20000);
		}
		for (c = all; c; c = next) {
			next = c->next;
			if (time(NULL) - c->seen > 120)
				conn_retire(c);
		}
	}
}
