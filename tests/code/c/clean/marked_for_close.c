#include <sys/socket.h>
#include <unistd.h>

struct conn {
	int fd, closing;
	struct conn *next;
};

void on_readable(struct conn *c)
{
	char buf[128];

	if (recv(c->fd, buf, sizeof buf, 0) <= 0)
		c->closing = 1;
}

void sweep(struct conn *list)
{
	for (struct conn *c = list; c; c = c->next)
		if (c->closing) {
			close(c->fd);
			c->fd = -1;
		}
}
