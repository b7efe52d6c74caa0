#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#define QLEN 128
static int queue[QLEN];
static unsigned head, tail;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;

static int enqueue(int fd)
{
	int rc = 0;

	pthread_mutex_lock(&lock);
	if (tail - head == QLEN) {
		rc = -1;
	} else {
		queue[tail++ % QLEN] = fd;
		pthread_cond_signal(&more);
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

static int dequeue(void)
{
	int fd;

	pthread_mutex_lock(&lock);
	while (head == tail)
		pthread_cond_wait(&more, &lock);
	fd = queue[head++ % QLEN];
	pthread_mutex_unlock(&lock);
	return fd;
}

static void *worker(void *arg)
{
	char buf[4096];
	ssize_t n;

	for (;;) {
		int fd = dequeue();

		while ((n = recv(fd, buf, sizeof buf, 0)) > 0)
			if (send(fd, buf, (size_t)n, MSG_NOSIGNAL) != n)
				break;
		close(fd);
	}
	return NULL;
}

void acceptor(int l)
{
	for (;;) {
		int fd = accept(l, NULL, NULL);

		if (fd < 0)
			continue;
		if (enqueue(fd) < 0)
			close(fd);
	}
}
