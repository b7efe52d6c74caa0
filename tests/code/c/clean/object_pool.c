#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct peer {
	int fd;
};

struct peer *peer_accept(int listener)
{
	int fd = accept(listener, NULL, NULL);
	struct peer *p;

	if (fd < 0)
		return NULL;
	p = calloc(1, sizeof *p);
	if (!p) {
		close(fd);
		return NULL;
	}
	p->fd = fd;
	return p;
}

void peer_free(struct peer *p)
{
	close(p->fd);
	free(p);
}
