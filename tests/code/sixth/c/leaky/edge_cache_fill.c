#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* fills the edge cache from the origin on the other continent; objects of 1 MB to 4 GB */

static int origin_connect(const char *host)
{
	struct addrinfo h = { .ai_socktype = SOCK_STREAM }, *l, *a;
	struct timeval tv = { 20, 0 };
	int two_segments = 2920, fd = -1;

	if (getaddrinfo(host, "80", &h, &l))
		return -1;
	for (a = l; a; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &two_segments, sizeof two_segments);
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
		if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
			break;
		close(fd);
		fd = -1;
	}
	freeaddrinfo(l);
	return fd;
}

long long fill(const char *host, const char *path, FILE *to)
{
	char buf[16384];
	long long total = -1;
	ssize_t n;
	int fd, len;

	len = snprintf(buf, sizeof buf, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n", path, host);
	if (len < 0 || len >= (int)sizeof buf || (fd = origin_connect(host)) < 0)
		return -1;
	if (send(fd, buf, len, MSG_NOSIGNAL) == len) {
		total = 0;
		while ((n = recv(fd, buf, sizeof buf, 0)) != 0) {
			if (n < 0 && errno == EINTR)
				continue;
			if (n < 0 || fwrite(buf, 1, n, to) != (size_t)n) {
				total = -1;
				break;
			}
			total += n;
		}
	}
	close(fd);
	return fflush(to) ? -1 : total;
}
