#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static void *worker(void *arg)
{
	int fd = (int)(long)arg;
	char buf[512];

	for (;;) {
		ssize_t n = recv(fd, buf, sizeof buf, 0);
		if (n <= 0) /* expect: close-wait-leak */
			return NULL;
		if (send(fd, buf, (size_t)n, 0) != n)
			break;
	}
	close(fd);
	return NULL;
}

void serve(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		pthread_t t;
		if (fd < 0)
			continue;
		if (pthread_create(&t, NULL, worker, (void *)(long)fd) != 0) {
			close(fd);
			continue;
		}
		pthread_detach(t);
	}
}
