/* oscilloscope head: streams sample blocks to the viewer, acquisition must not wait */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SAMPLES 16384

struct block {
	uint32_t seq;
	uint32_t count;
	int16_t v[SAMPLES];
};

struct viewer {
	int fd;
	uint32_t dropped;
};

int acquire(int16_t *v, int n);

int viewer_take(struct viewer *w, int lfd)
{
	int on = 1;

	w->fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (w->fd < 0)
		return -1;
	setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(w->fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	w->dropped = 0;
	return 0;
}

static int viewer_gone(struct viewer *w)
{
	char c;
	ssize_t n = recv(w->fd, &c, 1, 0);

	return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

void stream(struct viewer *w)
{
	static struct block b;
	uint32_t seq = 0;

	while (!viewer_gone(w)) {
		b.seq = seq++;
		b.count = acquire(b.v, SAMPLES);
		size_t len = 8 + b.count * sizeof b.v[0];
		if (send(w->fd, &b, len, MSG_NOSIGNAL) < 0) {
			if (errno != EAGAIN && errno != EINTR)
				break;
			w->dropped++; /* the viewer sees the gap in seq */
		}
	}
	close(w->fd);
	w->fd = -1;
}
