/*
 * Weather station uploader, one POST of the collected samples an hour.
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ready(int fd, short ev, int secs)
{
	struct pollfd p = { fd, ev, 0 };
	int r;

	while ((r = poll(&p, 1, secs * 1000)) < 0 && errno == EINTR)
		;
	if (r == 0)
		errno = ETIMEDOUT;
	return r > 0 ? 0 : -1;
}

static int dial(const char *host, const char *svc)
{
	struct addrinfo h, *l, *a;
	int fd = -1;

	memset(&h, 0, sizeof(h));
	h.ai_socktype = SOCK_STREAM;
	if (getaddrinfo(host, svc, &h, &l) != 0)
		return -1;
	for (a = l; a != NULL; a = a->ai_next) {
		int e = 0;
		socklen_t el = sizeof(e);

		fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK, a->ai_protocol);
		if (fd < 0)
			continue;
		if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
			break;
		if (errno == EINPROGRESS && ready(fd, POLLOUT, 8) == 0 &&
		    getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &el) == 0 && e == 0)
			break;
		close(fd);
		fd = -1;
	}
	freeaddrinfo(l);
	return fd;
}

int upload(const char *host, const char *msg, size_t len)
{
	char rsp[1024];
	size_t off = 0, got = 0;
	int status = -1;
	int fd = dial(host, "80");

	if (fd < 0) {
		fprintf(stderr, "upload: cannot reach %s\n", host);
		return -1;
	}
	while (off < len) {
		ssize_t w = send(fd, msg + off, len - off, MSG_NOSIGNAL);

		if (w >= 0) {
			off += w;
		} else if (errno == EAGAIN) {
			if (ready(fd, POLLOUT, 20) < 0)
				goto out;
		} else if (errno != EINTR) {
			goto out;
		}
	}
	/* "Connection: close" is in msg, so read up to the end of file */
	for (;;) {
		char drop[512];
		ssize_t n;

		if (ready(fd, POLLIN, 20) < 0)
			goto out;
		if (got < sizeof(rsp) - 1)
			n = recv(fd, rsp + got, sizeof(rsp) - 1 - got, 0);
		else
			n = recv(fd, drop, sizeof(drop), 0);
		if (n == 0)
			break;
		if (n < 0) {
			if (errno == EAGAIN || errno == EINTR)
				continue;
			goto out;
		}
		if (got < sizeof(rsp) - 1)
			got += n;
	}
	rsp[got] = '\0';
	if (sscanf(rsp, "HTTP/1.%*d %d", &status) != 1)
		status = -1;
out:
	if (status != 201)
		fprintf(stderr, "upload: status %d (%s)\n", status, strerror(errno));
	close(fd);
	return status == 201 ? 0 : -1;
}
