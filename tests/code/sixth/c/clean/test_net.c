/* test/net.c - what the socket tests have in common */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int opened[64], nopened;

static void close_all(void)
{
	while (nopened > 0)
		close(opened[--nopened]);
}

/* the descriptor lives until the end of the test case */
static int keep(int fd)
{
	if (fd < 0 || nopened == 64) {
		perror("test socket");
		close_all();
		exit(99);
	}
	if (nopened == 0)
		atexit(close_all);
	opened[nopened++] = fd;
	return fd;
}

int t_listen(unsigned short *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;
	int fd = keep(socket(AF_INET, SOCK_STREAM, 0));

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&a, sizeof a) || listen(fd, 16) ||
	    getsockname(fd, (struct sockaddr *)&a, &len)) {
		perror("t_listen");
		exit(99);
	}
	*port = ntohs(a.sin_port);
	return fd;
}

int t_dial(unsigned short port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct timeval tv = { 2, 0 };
	int fd = keep(socket(AF_INET, SOCK_STREAM, 0));

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	if (connect(fd, (struct sockaddr *)&a, sizeof a)) {
		perror("t_dial");
		exit(99);
	}
	return fd;
}

/* reads until the end and compares */
int t_expect(int fd, const char *want)
{
	char got[1024];
	size_t at = 0;
	ssize_t n;

	while (at < sizeof got && (n = recv(fd, got + at, sizeof got - at, 0)) > 0)
		at += n;
	if (at == strlen(want) && !memcmp(got, want, at))
		return 0;
	fprintf(stderr, "want '%s', got '%.*s'\n", want, (int)at, got);
	return 1;
}

void t_case_done(void)
{
	close_all();
}
