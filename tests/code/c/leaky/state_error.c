#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum state { ST_READ, ST_WRITE, ST_DONE };
struct conn {
	int fd;
	enum state state;
	char buf[1024];
	size_t len;
};

int conn_step(struct conn *c)
{
	ssize_t n;

	switch (c->state) {
	case ST_READ:
		n = recv(c->fd, c->buf, sizeof c->buf, MSG_DONTWAIT);
		if (n < 0) {
			if (errno == EAGAIN)
				return 0;
			close(c->fd);
			return -1;
		}
		if (n == 0) /* expect: close-wait-leak */
			return 0;
		c->len = (size_t)n;
		c->state = ST_WRITE;
		return 0;
	case ST_WRITE:
		n = send(c->fd, c->buf, c->len, MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN) {
			close(c->fd);
			return -1;
		}
		c->state = ST_READ;
		return 0;
	case ST_DONE:
		break;
	}
	return -1;
}
