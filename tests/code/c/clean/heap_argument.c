#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void *run(void *p)
{
	int fd = *(int *)p;

	free(p);
	talk(fd);
	close(fd);
	return NULL;
}

int start(int listener)
{
	int *p = malloc(sizeof *p);
	pthread_t t;

	if (!p)
		return -1;
	*p = accept(listener, NULL, NULL);
	if (*p < 0) {
		free(p);
		return -1;
	}
	if (pthread_create(&t, NULL, run, p)) {
		close(*p);
		free(p);
		return -1;
	}
	return pthread_detach(t);
}
