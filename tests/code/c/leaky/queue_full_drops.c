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

void acceptor(int l)
{
	for (;;) {
		int fd = accept(l, NULL, NULL);

		if (fd < 0)
			continue;
		if (enqueue(fd) < 0) /* expect: close-wait-leak */
			continue;
	}
}
