/* nntp_dial.c - transport for the newsfeed sucker */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define NNTP_OK      200
#define NNTP_NOPOST  201

static int set_timeouts(int fd, int secs)
{
	struct timeval tv = { secs, 0 };

	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv) < 0)
		return -1;
	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
}

static int greeting(int fd)
{
	char buf[512];
	size_t have = 0;
	int code;

	while (have < sizeof buf - 1) {
		ssize_t n = recv(fd, buf + have, sizeof buf - 1 - have, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		have += n;
		buf[have] = 0;
		if (strchr(buf, '\n'))
			return sscanf(buf, "%3d", &code) == 1 ? code : -1;
	}
	return -1;
}

/* returns a connected socket that has been greeted, or -1 */
int nntp_dial(const char *host, const char *port)
{
	struct addrinfo hints, *res, *ai;
	int fd = -1, rc, one = 1;

	memset(&hints, 0, sizeof hints);
	hints.ai_socktype = SOCK_STREAM;
	rc = getaddrinfo(host, port ? port : "119", &hints, &res);
	if (rc) {
		fprintf(stderr, "nntp: %s: %s\n", host, gai_strerror(rc));
		return -1;
	}
	for (ai = res; ai; ai = ai->ai_next) {
		fd = socket(ai->ai_family, ai->ai_socktype, ai->ai_protocol);
		if (fd < 0)
			continue;
		if (set_timeouts(fd, 20) < 0 || connect(fd, ai->ai_addr, ai->ai_addrlen) < 0) {
			close(fd);
			fd = -1;
			continue;
		}
		rc = greeting(fd);
		if (rc == NNTP_OK || rc == NNTP_NOPOST)
			break;
		fprintf(stderr, "nntp: %s greets with %d, next address\n", host, rc);
		fd = -1;
	}
	freeaddrinfo(res);
	if (fd >= 0)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}
