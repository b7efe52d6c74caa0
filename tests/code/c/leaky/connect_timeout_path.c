#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

int connect_within(const struct sockaddr *sa, socklen_t len, int ms)
{
	struct pollfd p;
	int err = 0, fd = socket(sa->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
	socklen_t elen = sizeof err;

	if (fd < 0)
		return -1;
	if (connect(fd, sa, len) < 0 && errno != EINPROGRESS) {
		close(fd);
		return -1;
	}
	p.fd = fd;
	p.events = POLLOUT;
	if (poll(&p, 1, ms) == 0) {
		errno = ETIMEDOUT;
		return -1; /* expect: close-wait-leak */
	}
	getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &elen);
	if (err) {
		close(fd);
		errno = err;
		return -1;
	}
	return fd;
}
