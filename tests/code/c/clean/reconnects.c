#include <sys/socket.h>
#include <netinet/in.h>
#include <unistd.h>

struct upstream {
	struct sockaddr_in addr;
	int fd;
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

static void upstream_reset(struct upstream *u)
{
	if (u->fd >= 0)
		close(u->fd);
	u->fd = -1;
}

int upstream_send(struct upstream *u, const char *p, size_t n)
{
	for (int tries = 0; tries < 2; tries++) {
		if (u->fd < 0)
			u->fd = dial(&u->addr);
		if (u->fd < 0)
			return -1;
		if (send(u->fd, p, n, MSG_NOSIGNAL) == (ssize_t)n)
			return 0;
		upstream_reset(u);
	}
	return -1;
}
