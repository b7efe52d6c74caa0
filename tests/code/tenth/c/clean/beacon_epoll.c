#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct conn {
	int fd;
	time_t last;
	size_t olen, ooff;
	char obuf[8192];
	struct conn *next;
};
static struct conn *conns;
static int ep, lfd;

static void conn_end(struct conn *c)
{
	struct conn **pp = &conns;
	while (*pp != c)
		pp = &(*pp)->next;
	*pp = c->next;
	close(c->fd);		/* leaves the epoll set by that */
	free(c);
}

static int conn_flush(struct conn *c)
{
	while (c->ooff < c->olen) {
		ssize_t w = send(c->fd, c->obuf + c->ooff, c->olen - c->ooff, MSG_NOSIGNAL);
		if (w < 0)
			return errno == EAGAIN || errno == EINTR ? 0 : -1;
		c->ooff += w;
	}
	c->ooff = c->olen = 0;
	return 0;
}

/* edge triggered: take whatever is there, -1 when the beacon is to go */
static int conn_event(struct conn *c)
{
	char in[512];
	for (;;) {
		ssize_t n = recv(c->fd, in, sizeof in, 0);
		if (n == 0)
			return conn_flush(c), -1;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? conn_flush(c) : -1;
		c->last = time(NULL);
		if (c->olen + n > sizeof c->obuf)
			return -1;	/* doesn't fetch its echoes */
		memcpy(c->obuf + c->olen, in, n);
		c->olen += n;
	}
}

static void conn_accept(void)
{
	int fd;

	while ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct conn *c = calloc(1, sizeof *c);
		struct epoll_event ev = { .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c };
		if (c == NULL || epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0) {
			free(c);
			close(fd);
			continue;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
		c->fd = fd;
		c->last = time(NULL);
		c->next = conns;
		conns = c;
	}
	if (errno == EMFILE || errno == ENFILE)
		usleep(100000);
}

int main(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(6060) };
	struct epoll_event evs[128], le = { .events = EPOLLIN };

	lfd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	ep = epoll_create1(EPOLL_CLOEXEC);
	if (lfd < 0 || ep < 0 || bind(lfd, (void *)&a, sizeof a) || listen(lfd, 1024) || epoll_ctl(ep, EPOLL_CTL_ADD, lfd, &le))
		return perror("beacon"), 1;
	for (;;) {
		int n = epoll_wait(ep, evs, 128, 5000);
		for (int i = 0; i < n; i++)
			if (evs[i].data.ptr == NULL)
				conn_accept();
			else if (conn_event(evs[i].data.ptr) < 0)
				conn_end(evs[i].data.ptr);
		for (struct conn *c = conns, *nx; c; c = nx) {
			nx = c->next;
			if (time(NULL) - c->last > 120)
				conn_end(c);
		}
	}
}
