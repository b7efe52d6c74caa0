#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* DNS over TCP in front of the resolver library */
size_t resolve(const uint8_t *q, size_t n, uint8_t *a, size_t cap);

struct job {
	int fd;
};

static int read_n(int fd, void *p, size_t n)
{
	return recv(fd, p, n, MSG_WAITALL) == (ssize_t)n ? 0 : -1;
}

static void *client(void *arg)
{
	struct job j = *(struct job *)arg;
	struct timeval tv = { 10, 0 };
	uint8_t q[65535], a[2 + 4096];
	uint16_t len;

	free(arg);
	setsockopt(j.fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(j.fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	while (read_n(j.fd, &len, 2) == 0) {
		size_t n = ntohs(len), m;

		if (read_n(j.fd, q, n) < 0)
			break;
		m = resolve(q, n, a + 2, sizeof a - 2);
		a[0] = m >> 8;
		a[1] = m & 255;
		if (send(j.fd, a, m + 2, MSG_NOSIGNAL) != (ssize_t)(m + 2))
			break;
	}
	close(j.fd);
	return NULL;
}

void dns_serve(int lfd)
{
	pthread_attr_t at;

	pthread_attr_init(&at);
	pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&at, 256 * 1024);
	for (;;) {
		pthread_t t;
		struct job *j;
		int rc, fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);

		if (fd < 0) {
			usleep(20000);
			continue;
		}
		if (!(j = malloc(sizeof *j))) {
			close(fd);
			continue;
		}
		j->fd = fd;
		rc = pthread_create(&t, &at, client, j);
		if (rc != 0) {
			fprintf(stderr, "no thread: %s\n", strerror(rc));
			free(j);
		}
	}
}
