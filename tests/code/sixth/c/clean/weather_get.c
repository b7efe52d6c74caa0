#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <unistd.h>

static int connect_within(int fd, const struct sockaddr *sa, socklen_t len, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int err = 0;
	socklen_t el = sizeof err;

	if (connect(fd, sa, len) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return -1;
	if (poll(&p, 1, ms) != 1)
		return -1;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &el) < 0 || err ? -1 : 0;
}

static int dial(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *a;
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &list) != 0)
		return -1;
	for (a = list; a; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol);
		if (fd < 0)
			continue;
		if (connect_within(fd, a->ai_addr, a->ai_addrlen, 3000) == 0)
			break;
		close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	return fd;
}

int metar(const char *station, char *out, size_t cap)
{
	struct pollfd p = { .events = POLLOUT };
	char q[32];
	size_t len = snprintf(q, sizeof q, "METAR %.8s\r\n", station), sent = 0, got = 0;
	int rc = -1;

	if ((p.fd = dial("metar.example.net", "2044")) < 0)
		return -1;
	while (poll(&p, 1, 5000) == 1) {
		ssize_t n = p.events == POLLOUT ? send(p.fd, q + sent, len - sent, MSG_NOSIGNAL)
						: recv(p.fd, out + got, cap - 1 - got, 0);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n < 0)
			break;
		if (p.events == POLLOUT) {
			if ((sent += n) == len)
				p.events = POLLIN;
			continue;
		}
		got += n;
		if (n == 0 || got == cap - 1 || memchr(out, '\n', got)) {
			rc = got ? 0 : -1;
			break;
		}
	}
	out[got] = 0;
	close(p.fd);
	return rc;
}
