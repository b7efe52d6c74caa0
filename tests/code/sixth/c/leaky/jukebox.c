#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct song {
	int id;
	const char *title;
};

static const struct song songs[] = {
	{ 101, "Blue Monday" }, { 102, "Heroes" }, { 103, "Hounds of Love" },
};

static int put(int fd, const char *s)
{
	size_t n = strlen(s);

	while (n) {
		ssize_t w = send(fd, s, n, MSG_NOSIGNAL);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return -1;
		s += w;
		n -= w;
	}
	return 0;
}

static void drain(int fd)
{
	char junk[512];

	while (recv(fd, junk, sizeof junk, 0) > 0)
		;
}

/* one request on a connection: "LIST\n" or a number; the terminal closes after us */
void jukebox_client(int fd)
{
	struct timeval tv = { 5, 0 };
	char rq[64], line[96];
	size_t i, at = 0;
	ssize_t n;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	while (at < sizeof rq - 1 && (n = recv(fd, rq + at, sizeof rq - 1 - at, 0)) > 0) {
		at += n;
		if (memchr(rq, '\n', at))
			break;
	}
	rq[at] = 0;
	/* the request is complete, tell them we read nothing more */
	shutdown(fd, SHUT_RDWR);
	line[0] = 0;
	for (i = 0; i < sizeof songs / sizeof *songs; i++) {
		snprintf(line, sizeof line, "%d %s\n", songs[i].id, songs[i].title);
		if ((!strncmp(rq, "LIST", 4) || atoi(rq) == songs[i].id) && put(fd, line) < 0)
			break;
	}
	drain(fd);
	close(fd);
}
