#include <sys/socket.h>
#include <unistd.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
struct conn { int fd; size_t out; int refs; char buf[4096]; };
static int ep;
static void conn_free(struct conn *c) { epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL); close(c->fd); free(c); }
static void check_limit(struct conn *c)
{
	if (c->out > 1 << 20)
		conn_free(c);
}
static void conn_put(struct conn *c)
{
	if (--c->refs == 0)
		conn_free(c);
}
static void on_read(struct conn *c)
{
	ssize_t n = read(c->fd, c->buf, sizeof c->buf);
	if (n > 0) {
		c->out += n;
		check_limit(c);
		return;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	conn_free(c);
}
void loop(int l)
{
	struct epoll_event ev[64];
	for (;;) {
		int n = epoll_wait(ep, ev, 64, -1);
		for (int i = 0; i < n; i++) {
			if (ev[i].data.ptr == NULL) {
				int fd = accept4(l, NULL, NULL, SOCK_NONBLOCK);
				if (fd < 0)
					continue;
				struct conn *c = calloc(1, sizeof *c);
				if (!c) { close(fd); continue; }
				c->fd = fd;
				struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
				if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e) < 0) { close(fd); free(c); }
				continue;
			}
			struct conn *c = ev[i].data.ptr;
			if (ev[i].events & (EPOLLHUP | EPOLLERR)) { conn_free(c); continue; }
			on_read(c);
		}
	}
}
