#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>
#include <stdlib.h>
#include <errno.h>
#include <stdbool.h>
/* pool of worker threads with a ring of descriptors */
#define RING 256
static int ring[RING]; static unsigned head, tail;
static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cv = PTHREAD_COND_INITIALIZER;
static bool ring_push(int fd)
{
	bool ok = false;
	pthread_mutex_lock(&mu);
	if (tail - head < RING) {
		ring[tail++ % RING] = fd;
		ok = true;
		pthread_cond_signal(&cv);
	}
	pthread_mutex_unlock(&mu);
	return ok;
}
static int ring_pop(void)
{
	int fd;
	pthread_mutex_lock(&mu);
	while (head == tail)
		pthread_cond_wait(&cv, &mu);
	fd = ring[head++ % RING];
	pthread_mutex_unlock(&mu);
	return fd;
}
static int serve_one(int fd)
{
	char line[1024];
	ssize_t n = recv(fd, line, sizeof line, 0);
	if (n <= 0)
		return -1;
	if (send(fd, line, n, MSG_NOSIGNAL) != n)
		return -1;
	return line[0] == 'Q';
}
static void *worker(void *arg)
{
	(void)arg;
	for (;;) {
		int fd = ring_pop();
		while (serve_one(fd) == 0)
			;
		close(fd);
	}
	return NULL;
}
int serve(int l)
{
	pthread_t t;
	for (int i = 0; i < 8; i++)
		if (pthread_create(&t, NULL, worker, NULL))
			return -1;
	for (;;) {
		int fd = accept(l, NULL, NULL);
		if (fd < 0) {
			if (errno == EINTR || errno == ECONNABORTED)
				continue;
			if (errno == EMFILE) { usleep(10000); continue; }
			return -1;
		}
		struct timeval tv = { .tv_sec = 30 };
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		if (!ring_push(fd)) {
			static const char busy[] = "503 busy\n";
			send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL);
			shutdown(fd, SHUT_WR);
			close(fd);
		}
	}
}
