/* pull RTCM corrections from a caster, write them to the GNSS serial port */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>

static int caster_connect(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *a;
	struct timeval tv = { .tv_sec = 20 };
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &list))
		return -1;
	for (a = list; a; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		if (fd == -1)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		if (!connect(fd, a->ai_addr, a->ai_addrlen))
			break;
		close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	return fd;
}

/* returns 0 when the caster ended the stream, -1 on any failure */
int ntrip_run(const char *host, const char *mount, int tty)
{
	char buf[2048];
	ssize_t n;
	int len, ret = -1;
	int fd = caster_connect(host, "2101");

	if (fd == -1)
		return -1;

	len = snprintf(buf, sizeof buf, "GET /%s HTTP/1.0\r\nUser-Agent: NTRIP rover/3\r\n\r\n", mount);
	if (len >= (int)sizeof buf || send(fd, buf, len, MSG_NOSIGNAL) != len)
		goto done;

	n = recv(fd, buf, sizeof buf - 1, 0);
	if (n <= 0)
		goto done;
	buf[n] = 0;
	if (strncmp(buf, "ICY 200", 7)) {
		fprintf(stderr, "%s/%s: %.60s\n", host, mount, buf);
		goto done;
	}
	while ((n = recv(fd, buf, sizeof buf, 0)) > 0) {
		if (write(tty, buf, n) != n) {
			perror("tty");
			goto done;
		}
	}
	if (n == 0)
		ret = 0;
	else
		fprintf(stderr, "%s: %s\n", host, strerror(errno));
done:
	close(fd);
	return ret;
}
