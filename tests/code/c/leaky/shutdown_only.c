#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

static void *worker(void *arg)
{
	int fd = (int)(intptr_t)arg;
	char buf[4096];
	ssize_t n;

	while ((n = recv(fd, buf, sizeof buf, 0)) > 0)
		if (send(fd, buf, (size_t)n, 0) < 0)
			break;
	shutdown(fd, SHUT_RDWR); /* expect: close-wait-leak */
	return NULL;
}

int main(void)
{
	int l = socket(AF_INET, SOCK_STREAM, 0);

	listen(l, SOMAXCONN);
	for (;;) {
		pthread_t t;
		int fd = accept(l, NULL, NULL);

		if (fd < 0)
			continue;
		if (pthread_create(&t, NULL, worker, (void *)(intptr_t)fd))
			close(fd);
		else
			pthread_detach(t);
	}
}
