/* parkmeter_srv.c - parking meters report coins and tickets, binary TLV */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct pm {
	int      fd;
	uint8_t  buf[1024];
	size_t   have;
};

extern int tlv_consume(uint8_t *p, size_t n);	/* bytes used, <0 = malformed */

static void pm_destroy(struct pm *m)
{
	close(m->fd);		/* leaves the epoll set by itself, no dups around */
	free(m);
}

/* edge triggered: read until EAGAIN */
static void pm_input(struct pm *m)
{
	for (;;) {
		ssize_t n = recv(m->fd, m->buf + m->have, sizeof m->buf - m->have, 0);

		if (n < 0) {
			if (errno == EINTR)
				continue;
			if (errno == EAGAIN)
				return;
			pm_destroy(m);
			return;
		}
		if (n == 0) {
			pm_destroy(m);
			return;
		}
		m->have += n;
		int used = tlv_consume(m->buf, m->have);
		if (used < 0 || (used == 0 && m->have == sizeof m->buf)) {
			fprintf(stderr, "fd %d: malformed record\n", m->fd);
			pm_destroy(m);
			return;
		}
		memmove(m->buf, m->buf + used, m->have - used);
		m->have -= used;
	}
}

static void pm_accept(int ep, int lfd)
{
	int fd, on = 1, idle = 120;

	while ((fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct pm *m = malloc(sizeof *m);
		if (!m) {
			close(fd);
			continue;
		}
		m->fd = fd;
		m->have = 0;
		setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
		setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
		struct epoll_event e = { .events = EPOLLIN | EPOLLET, .data.ptr = m };
		if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e))
			pm_destroy(m);
	}
	if (errno == EMFILE || errno == ENFILE)
		usleep(100000);
}

int pm_run(int lfd)
{
	struct epoll_event ev[256];
	int ep = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = NULL };

	if (ep < 0)
		return -1;
	if (epoll_ctl(ep, EPOLL_CTL_ADD, lfd, &e) < 0) {
		close(ep);
		return -1;
	}
	for (;;) {
		int n = epoll_wait(ep, ev, 256, -1);
		if (n < 0 && errno != EINTR)
			break;
		for (int i = 0; i < n; i++) {
			if (!ev[i].data.ptr)
				pm_accept(ep, lfd);
			else
				pm_input(ev[i].data.ptr);
		}
	}
	close(ep);
	return -1;
}
