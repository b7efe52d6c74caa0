#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <errno.h>
#include <string.h>
#include <stdio.h>
/* relay with half close: both directions end by themselves */
struct side { int fd; int eof; char buf[8192]; size_t len, off; };
static int pump(struct side *a, struct side *b)
{
	if (!a->len && !a->eof) {
		ssize_t n = recv(a->fd, a->buf, sizeof a->buf, MSG_DONTWAIT);
		if (n < 0)
			return errno == EAGAIN ? 0 : -1;
		if (n == 0) {
			a->eof = 1;
			shutdown(b->fd, SHUT_WR);
			return 0;
		}
		a->len = n;
		a->off = 0;
	}
	while (a->off < a->len) {
		ssize_t n = send(b->fd, a->buf + a->off, a->len - a->off, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0)
			return errno == EAGAIN ? 0 : -1;
		a->off += n;
	}
	a->len = 0;
	return 0;
}
void relay(int l, int r)
{
	struct side a = { .fd = l }, b = { .fd = r };
	while (!a.eof || !b.eof) {
		struct pollfd p[2] = {
			{ .fd = a.fd, .events = (a.eof ? 0 : POLLIN) | (b.len ? POLLOUT : 0) },
			{ .fd = b.fd, .events = (b.eof ? 0 : POLLIN) | (a.len ? POLLOUT : 0) },
		};
		if (poll(p, 2, 60000) <= 0)
			break;
		if (pump(&a, &b) < 0 || pump(&b, &a) < 0)
			break;
	}
	close(l);
	close(r);
}
void spawn_relay(int l, int (*dial)(void))
{
	int r = dial();
	if (r < 0) {
		close(l);
		return;
	}
	if (fork() == 0) {
		relay(l, r);
		_exit(0);
	}
	close(l);
	close(r);
}
