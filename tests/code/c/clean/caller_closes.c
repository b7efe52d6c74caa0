#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct conn {
	int fd;
	char in[4096];
};

static int conn_read(struct conn *c)
{
	ssize_t n = recv(c->fd, c->in, sizeof c->in, 0);

	if (n <= 0)
		return -1;
	return handle_bytes(c->in, n);
}

void loop(int ep)
{
	struct epoll_event ev[32];

	for (;;) {
		int n = epoll_wait(ep, ev, 32, -1);

		for (int i = 0; i < n; i++) {
			struct conn *c = ev[i].data.ptr;

			if (conn_read(c) < 0) {
				epoll_ctl(ep, EPOLL_CTL_DEL, c->fd, NULL);
				close(c->fd);
				free(c);
			}
		}
	}
}
