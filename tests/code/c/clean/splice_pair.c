/* proxy with two ends in one struct; both closed by one place; splice */
#define _GNU_SOURCE
#include <sys/epoll.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <unistd.h>
#include <stdlib.h>
#include <errno.h>
#include <stdbool.h>
struct end { int fd; struct pair *p; bool eof; int pipe[2]; size_t held; };
struct pair { struct end a, b; struct pair *next_dead; };
static int ep;
static struct pair *dead;
static void pair_doom(struct pair *p)
{
	if (p->a.fd < 0)
		return;
	close(p->a.fd);
	close(p->b.fd);
	for (int i = 0; i < 2; i++) {
		close(p->a.pipe[i]);
		close(p->b.pipe[i]);
	}
	p->a.fd = p->b.fd = -1;
	p->next_dead = dead;
	dead = p;
}
static int move(struct end *from, struct end *to)
{
	for (;;) {
		ssize_t n;
		if (!from->held && !from->eof) {
			n = splice(from->fd, NULL, from->pipe[1], NULL, 65536, SPLICE_F_NONBLOCK);
			if (n == 0) {
				from->eof = true;
				shutdown(to->fd, SHUT_WR);
				return to->eof ? -1 : 0;
			}
			if (n < 0)
				return errno == EAGAIN ? 0 : -1;
			from->held = n;
		}
		if (!from->held)
			return 0;
		n = splice(from->pipe[0], NULL, to->fd, NULL, from->held, SPLICE_F_NONBLOCK);
		if (n < 0)
			return errno == EAGAIN ? 0 : -1;
		from->held -= n;
	}
}
void turn(void)
{
	struct epoll_event ev[64];
	int n = epoll_wait(ep, ev, 64, -1);
	for (int i = 0; i < n; i++) {
		struct end *e = ev[i].data.ptr;
		struct pair *p = e->p;
		if (e->fd < 0)
			continue;
		if (move(&p->a, &p->b) < 0 || move(&p->b, &p->a) < 0)
			pair_doom(p);
	}
	while (dead) {
		struct pair *p = dead;
		dead = p->next_dead;
		free(p);
	}
}
