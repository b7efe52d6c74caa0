#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn {
	int fd;
	char in[4096], out[4096];
	size_t in_len, out_len, out_off;
};

static void conn_destroy(int ep, struct conn *c)
{
	epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
	close(c->fd);
	free(c);
}

static int conn_flush(struct conn *c)
{
	while (c->out_off < c->out_len) {
		ssize_t n = send(c->fd, c->out + c->out_off, c->out_len - c->out_off, MSG_NOSIGNAL);

		if (n < 0) {
			if (errno == EAGAIN)
				return 0;
			return -1;
		}
		c->out_off += (size_t)n;
	}
	c->out_off = c->out_len = 0;
	return 0;
}

static int conn_fill(struct conn *c)
{
	for (;;) {
		ssize_t n = recv(c->fd, c->in + c->in_len, sizeof c->in - c->in_len, 0);

		if (n > 0) {
			c->in_len += (size_t)n;
			if (c->in_len == sizeof c->in)
				return 0;
			continue;
		}
		if (n == 0)
			return -1;
		if (errno == EINTR)
			continue;
		return errno == EAGAIN ? 0 : -1;
	}
}

void conn_event(int ep, struct conn *c, unsigned events)
{
	if (events & (EPOLLERR | EPOLLHUP)) {
		conn_destroy(ep, c);
		return;
	}
	if (events & EPOLLIN && conn_fill(c) < 0) {
		conn_destroy(ep, c);
		return;
	}
	if (events & EPOLLOUT && conn_flush(c) < 0)
		conn_destroy(ep, c);
}
