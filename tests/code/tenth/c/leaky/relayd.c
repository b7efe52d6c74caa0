#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <unistd.h>

struct job {
	int                 sock;
	struct sockaddr_in  from;
	unsigned            seq;
};

static int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
		if (w < 0) {
			if (errno == EINTR)
				continue;
			return -1;
		}
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

static void *run_job(void *arg)
{
	struct job *j = arg;
	char buf[1024];
	ssize_t n;

	while ((n = recv(j->sock, buf, sizeof buf, 0)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			if (buf[i] >= 'a' && buf[i] <= 'z')
				buf[i] -= 32;
		if (write_all(j->sock, buf, (size_t)n) < 0)
			break;
	}
	close(j->sock);
	free(j);
	return NULL;
}

static void take(int ls, unsigned seq)
{
	struct timeval tv = { 90, 0 };
	struct job *j = malloc(sizeof *j);
	socklen_t len = sizeof j->from;
	pthread_attr_t at;
	pthread_t th;
	int rc;

	if (j == NULL)
		abort();
	j->seq = seq;
	j->sock = accept(ls, (struct sockaddr *)&j->from, &len);
	if (j->sock < 0) {
		perror("relayd: accept");
		free(j);
		usleep(50000);
		return;
	}
	setsockopt(j->sock, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(j->sock, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);

	pthread_attr_init(&at);
	pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&at, 128 * 1024);
	rc = pthread_create(&th, &at, run_job, j);
	pthread_attr_destroy(&at);
	if (rc != 0) {
		fprintf(stderr, "relayd: job %u: %s\n", j->seq, strerror(rc));
		free(j);
	}
}

int main(void)
{
	struct sockaddr_in me = { .sin_family = AF_INET, .sin_port = htons(2099) };
	int ls = socket(AF_INET, SOCK_STREAM, 0);

	if (ls < 0 || bind(ls, (struct sockaddr *)&me, sizeof me) < 0 || listen(ls, 256) < 0) {
		perror("relayd");
		return 1;
	}
	for (unsigned seq = 1;; seq++)
		take(ls, seq);
}
