/* satpull -- fetch raw scenes (2..6 GB) from the ground station's archive */

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int
station_connect(const char *host, const char *port)
{
	struct addrinfo hints, *res, *r;
	struct timeval to = { 30, 0 };
	int rcv = 8 * 1024;	/* embedded box, keep the memory use down */
	int s = -1, on = 1, e;

	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_UNSPEC;
	hints.ai_socktype = SOCK_STREAM;
	if ((e = getaddrinfo(host, port, &hints, &res)) != 0)
		errx(1, "%s: %s", host, gai_strerror(e));

	for (r = res; r != NULL; r = r->ai_next) {
		s = socket(r->ai_family, r->ai_socktype, r->ai_protocol);
		if (s == -1)
			continue;
		setsockopt(s, SOL_SOCKET, SO_RCVBUF, &rcv, sizeof rcv);
		setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &to, sizeof to);
		setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &to, sizeof to);
		setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
		if (connect(s, r->ai_addr, r->ai_addrlen) == 0)
			break;
		warn("connect %s", host);
		close(s);
		s = -1;
	}
	freeaddrinfo(res);
	return s;
}

int
main(int argc, char *argv[])
{
	static char buf[256 * 1024];
	char req[300];
	uint64_t total = 0;
	ssize_t n;
	int s, out, len, rc = 0;

	if (argc != 4)
		errx(2, "usage: satpull host scene file");
	if ((s = station_connect(argv[1], "5050")) == -1)
		return 1;
	if ((out = open(argv[3], O_CREAT | O_TRUNC | O_WRONLY, 0644)) == -1)
		err(1, "%s", argv[3]);
	len = snprintf(req, sizeof req, "GET SCENE %.200s\n", argv[2]);
	if (send(s, req, len, MSG_NOSIGNAL) != len)
		err(1, "send");

	while ((n = recv(s, buf, sizeof buf, 0)) > 0) {
		char *p = buf;
		while (n > 0) {
			ssize_t w = write(out, p, n);
			if (w == -1)
				err(1, "write");
			p += w;
			n -= w;
			total += w;
		}
	}
	if (n == -1) {
		warn("recv after %llu bytes", (unsigned long long)total);
		rc = 1;
	}
	close(s);
	if (close(out) == -1)
		err(1, "close");
	printf("%llu bytes\n", (unsigned long long)total);
	return rc;
}
