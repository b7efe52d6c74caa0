#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int ask(int fd, const char *q, char *a, size_t cap)
{
	size_t len = strlen(q), at = 0;

	if (send(fd, q, len, MSG_NOSIGNAL) != (ssize_t)len)
		return -1;
	while (at + 1 < cap) {
		ssize_t n = recv(fd, a + at, cap - 1 - at, 0);
		if (n <= 0)
			return -1;
		at += n;
		if (a[at - 1] == '\n')
			break;
	}
	a[at] = 0;
	return 0;
}

/* percent of charge, -1 when it cannot be had */
int ups_charge(const char *ip, const char *user, const char *ups)
{
	struct timeval tv = { 4, 0 };
	struct sockaddr_in sa = { .sin_family = AF_INET, .sin_port = htons(3493) };
	char *line = malloc(512);
	int on = 1, pct = -1, fd = -1;
	double v;

	if (!line || inet_pton(AF_INET, ip, &sa.sin_addr) != 1)
		goto out;
	fd = socket(AF_INET, SOCK_STREAM, 0);
	if (fd < 0)
		goto out;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (connect(fd, (struct sockaddr *)&sa, sizeof sa) < 0)
		goto out_close;
	snprintf(line, 512, "USERNAME %s\n", user);
	if (ask(fd, line, line, 512) < 0)
		goto out_close;
	if (strncmp(line, "OK", 2) != 0) {
		fprintf(stderr, "ups %s: %s", ups, line);
		goto out;
	}
	snprintf(line, 512, "GET VAR %s battery.charge\n", ups);
	if (ask(fd, line, line, 512) == 0 && sscanf(line, "VAR %*s %*s \"%lf\"", &v) == 1)
		pct = (int)(v + 0.5);
out_close:
	close(fd);
out:
	free(line);
	return pct;
}
