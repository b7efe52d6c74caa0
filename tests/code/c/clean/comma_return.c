#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct probe {
	int fd;
	size_t n;
	char in[512];
};

static int
probe_flush(struct probe *p)
{
	ssize_t w = send(p->fd, p->in, p->n, MSG_NOSIGNAL);

	return w < 0 ? -1 : 0;
}

/* below 0: it is to be closed */
static int
probe_read(struct probe *p)
{
	ssize_t n = recv(p->fd, p->in, sizeof p->in, 0);

	if (n == 0)
		return probe_flush(p), -1;
	if (n < 0)
		return errno == EAGAIN ? probe_flush(p) : -1;
	p->n = (size_t)n;
	return 0;
}

void
turn(int ep)
{
	struct epoll_event ev[32];
	int n = epoll_wait(ep, ev, 32, 1000);

	for (int i = 0; i < n; i++)
		if (probe_read(ev[i].data.ptr) < 0) {
			struct probe *p = ev[i].data.ptr;

			close(p->fd);
			free(p);
		}
}
