#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <netdb.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>

/* tapefetch HOST PORT VOLUME FILE -- brings a virtual tape volume home from
 * the Frankfurt site (11 ms away, 10 Gbit). */

#define CHUNK 65536

static int dial(const char *host, const char *port)
{
	struct addrinfo h, *l, *p;
	struct timeval tv = { 60, 0 };
	int s = -1, win = CHUNK / 16;

	memset(&h, 0, sizeof(h));
	h.ai_socktype = SOCK_STREAM;
	if (getaddrinfo(host, port, &h, &l))
		return -1;
	for (p = l; p != NULL; p = p->ai_next) {
		if ((s = socket(p->ai_family, p->ai_socktype, 0)) == -1)
			continue;
		setsockopt(s, SOL_SOCKET, SO_RCVBUF, &win, sizeof(win));
		setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
		setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
		if (!connect(s, p->ai_addr, p->ai_addrlen))
			break;
		close(s);
		s = -1;
	}
	freeaddrinfo(l);
	return s;
}

int main(int ac, char **av)
{
	static char buf[CHUNK];
	long long total = 0;
	ssize_t n;
	int s, out, len;

	if (ac != 5) {
		fprintf(stderr, "usage: %s host port volume file\n", *av);
		return 2;
	}
	if ((s = dial(av[1], av[2])) < 0) {
		fprintf(stderr, "%s: no connection\n", av[1]);
		return 1;
	}
	if ((out = open(av[4], O_WRONLY | O_CREAT | O_EXCL, 0640)) < 0) {
		perror(av[4]);
		close(s);
		return 1;
	}
	len = snprintf(buf, sizeof(buf), "MOUNT %s\n", av[3]);
	if (send(s, buf, len, MSG_NOSIGNAL) != len) {
		perror("send");
		goto bad;
	}
	while ((n = recv(s, buf, sizeof(buf), 0)) != 0) {
		ssize_t off = 0, w;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			perror("recv");
			goto bad;
		}
		for (; off < n; off += w)
			if ((w = write(out, buf + off, n - off)) < 0) {
				perror(av[4]);
				goto bad;
			}
		total += n;
	}
	close(s);
	printf("%s: %lld bytes\n", av[3], total);
	return close(out) ? 1 : 0;
bad:
	close(s);
	close(out);
	unlink(av[4]);
	return 1;
}
