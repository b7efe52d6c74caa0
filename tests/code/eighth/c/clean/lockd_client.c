#include "lockd_client.h"	/* struct lockd { int fd; uint64_t lease; }; enum lockd_rc */
#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define STEP_MS 3000

struct wire { uint32_t op; uint32_t len; uint64_t arg; };

static int ready(int fd, short what)
{
	struct pollfd p = { .fd = fd, .events = what };
	int rc;

	while ((rc = poll(&p, 1, STEP_MS)) < 0 && errno == EINTR)
		;
	if (rc == 0)
		errno = ETIMEDOUT;
	return rc > 0 ? 0 : -1;
}

static int send_iov(int fd, struct iovec *v, int cnt)
{
	while (cnt) {
		struct msghdr m = { .msg_iov = v, .msg_iovlen = (size_t)cnt };
		ssize_t n = sendmsg(fd, &m, MSG_NOSIGNAL);

		if (n < 0) {
			if (errno == EINTR || (errno == EAGAIN && !ready(fd, POLLOUT)))
				continue;
			return -1;
		}
		while (cnt && (size_t)n >= v->iov_len) {
			n -= (ssize_t)v->iov_len;
			v++;
			cnt--;
		}
		if (cnt) {
			v->iov_base = (char *)v->iov_base + n;
			v->iov_len -= (size_t)n;
		}
	}
	return 0;
}

static int recv_all(int fd, void *p, size_t n)
{
	for (char *c = p; n; ) {
		ssize_t r = recv(fd, c, n, 0);

		if (r > 0) {
			c += r;
			n -= (size_t)r;
		} else if (r == 0) {
			errno = ECONNRESET;
			return -1;
		} else if (errno != EINTR && (errno != EAGAIN || ready(fd, POLLIN))) {
			return -1;
		}
	}
	return 0;
}

/* On success *out belongs to the caller, see lockd_release(). */
int lockd_acquire(const struct sockaddr_in6 *srv, const char *name, struct lockd **out)
{
	struct wire w = { htobe32(1), htobe32((uint32_t)strlen(name)), htobe64(60) };
	struct iovec v[2] = { { &w, sizeof w }, { (void *)name, strlen(name) } };
	struct lockd *l = NULL;
	int on = 1, soerr = 0, keep;
	socklen_t sl = sizeof soerr;
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	if (connect(fd, (const struct sockaddr *)srv, sizeof *srv) < 0) {
		if (errno != EINPROGRESS || ready(fd, POLLOUT))
			goto fail;
		if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &soerr, &sl) < 0)
			goto fail;
		if ((errno = soerr))
			goto fail;
	}
	if (!(l = malloc(sizeof *l)) || send_iov(fd, v, 2) || recv_all(fd, &w, sizeof w))
		goto fail;
	if (be32toh(w.op) != 2) {
		errno = EBUSY;
		goto fail;
	}
	l->fd = fd;
	l->lease = be64toh(w.arg);
	*out = l;
	return 0;
fail:
	keep = errno;
	free(l);
	close(fd);
	errno = keep;
	return -1;
}

void lockd_release(struct lockd *l)
{
	struct wire w = { htobe32(3), 0, htobe64(l->lease) };
	struct iovec v = { &w, sizeof w };

	if (send_iov(l->fd, &v, 1) == 0)
		(void)recv_all(l->fd, &w, sizeof w);	/* the daemon confirms */
	close(l->fd);
	free(l);
}
