#include <sys/socket.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

struct upstream {
	struct sockaddr_in addr;
	int fd;
	unsigned retries;
};

static int dial(const struct sockaddr_in *a)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)a, sizeof *a) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int upstream_send(struct upstream *u, const char *p, size_t n)
{
	ssize_t put = send(u->fd, p, n, MSG_NOSIGNAL);

	if (put < 0) {
		u->retries++;
		u->fd = dial(&u->addr); /* expect: close-wait-leak */
		if (u->fd < 0)
			return -1;
		put = send(u->fd, p, n, MSG_NOSIGNAL);
	}
	return put == (ssize_t)n ? 0 : -1;
}
