#include <pthread.h>
#include <sys/socket.h>

extern void *session(void *);

void serve(int listener)
{
	for (;;) {
		int fd = accept(listener, 0, 0);
		pthread_t t;

		if (fd == -1)
			continue;
		if (pthread_create(&t, 0, session, (void *)(long)fd)) {
			perror("pthread_create");
			continue; /* expect: close-wait-leak */
		}
		pthread_detach(t);
	}
}
