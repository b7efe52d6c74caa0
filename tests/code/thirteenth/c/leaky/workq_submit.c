/* workq_submit.c: acceptor side of the invoice PDF renderer.
 * Workers (wk_main) pop a socket, render, send, close. Ring is fixed so that
 * we never hold more than RING jobs in memory - Katrin, 2017
 */
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define RING 128

static struct {
	int             slot[RING];
	unsigned        head, tail;
	pthread_mutex_t mx;
	pthread_cond_t  cv;
} ring = { .mx = PTHREAD_MUTEX_INITIALIZER, .cv = PTHREAD_COND_INITIALIZER };

extern void render_and_send(int sock);

static int ring_push(int sock)
{
	int rc = -1;

	pthread_mutex_lock(&ring.mx);
	if (ring.head - ring.tail < RING) {
		ring.slot[ring.head++ % RING] = sock;
		pthread_cond_signal(&ring.cv);
		rc = 0;
	}
	pthread_mutex_unlock(&ring.mx);
	return rc;
}

void *wk_main(void *unused)
{
	(void)unused;
	for (;;) {
		int s;

		pthread_mutex_lock(&ring.mx);
		while (ring.head == ring.tail)
			pthread_cond_wait(&ring.cv, &ring.mx);
		s = ring.slot[ring.tail++ % RING];
		pthread_mutex_unlock(&ring.mx);
		render_and_send(s);
		close(s);
	}
	return NULL;
}

void acceptor(int lsock)
{
	unsigned long dropped = 0;

	for (;;) {
		int s = accept(lsock, NULL, NULL);
		if (s < 0) {
			perror("accept");
			usleep(50000);
			continue;
		}
		if (ring_push(s) < 0) {
			dropped++;
			fprintf(stderr, "render ring full, %lu jobs dropped so far\n", dropped);
		}
	}
}
