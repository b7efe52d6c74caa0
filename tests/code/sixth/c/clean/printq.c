#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define DEPTH 64

static int ring[DEPTH];
static unsigned head, tail;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t some = PTHREAD_COND_INITIALIZER, room = PTHREAD_COND_INITIALIZER;

static void offer(int fd)
{
	pthread_mutex_lock(&mu);
	while (head - tail == DEPTH)
		pthread_cond_wait(&room, &mu);
	ring[head++ % DEPTH] = fd;
	pthread_cond_signal(&some);
	pthread_mutex_unlock(&mu);
}

static int take(void)
{
	int fd;

	pthread_mutex_lock(&mu);
	while (head == tail)
		pthread_cond_wait(&some, &mu);
	fd = ring[tail++ % DEPTH];
	pthread_cond_signal(&room);
	pthread_mutex_unlock(&mu);
	return fd;
}

static long spool(FILE *in, FILE *out)
{
	char b[4096];
	long total = 0;
	int bad = !out;
	size_t n;

	/* a job that cannot be printed is read to its end all the same */
	while ((n = fread(b, 1, sizeof b, in)) > 0) {
		if (!bad && fwrite(b, 1, n, out) != n)
			bad = 1;
		total += n;
	}
	return bad || ferror(in) ? -1 : total;
}

void *printer(void *arg)
{
	const char *device = arg;

	for (;;) {
		struct timeval tv = { 30, 0 };
		int fd = take();
		FILE *in, *out;
		long n;

		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		if (!(in = fdopen(fd, "r"))) {
			close(fd);
			continue;
		}
		out = fopen(device, "w");
		n = spool(in, out);
		if (out && fclose(out) != 0)
			n = -1;
		fprintf(stderr, "%s: job of %ld bytes\n", device, n);
		fclose(in); /* and fd with it */
	}
	return NULL;
}

void lpd(int lfd)
{
	for (;;) {
		int fd = accept4(lfd, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0)
			offer(fd);
		else if (errno != EINTR)
			usleep(50000);
	}
}
