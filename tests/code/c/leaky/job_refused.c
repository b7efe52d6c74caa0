#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct visit {
	unsigned number;
	int peer;
};

static void *
attend(void *p)
{
	struct visit *v = p;
	char line[200];

	while (recv(v->peer, line, sizeof line, 0) > 0)
		if (send(v->peer, "ok\n", 3, MSG_NOSIGNAL) < 0)
			break;
	close(v->peer);
	free(v);
	return NULL;
}

void
admit(int door, unsigned number)
{
	struct visit *v = calloc(1, sizeof *v);
	pthread_t t;

	if (!v)
		return;
	v->number = number;
	v->peer = accept(door, NULL, NULL);
	if (v->peer < 0) {
		free(v);
		return;
	}
	if (pthread_create(&t, NULL, attend, v) != 0) {
		fprintf(stderr, "visit %u: no thread\n", v->number);
		free(v); /* expect: close-wait-leak */
		return;
	}
	pthread_detach(t);
}
