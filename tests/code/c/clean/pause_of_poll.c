#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* Hands each caller to a child, and answers by one byte when all are busy. */
void
porter(int door, int (*give)(int fd))
{
	for (;;) {
		int fd = accept(door, NULL, NULL);

		if (fd < 0) {
			if (errno == EMFILE || errno == ENFILE) {
				perror("porter");
				poll(NULL, 0, 200);
			}
			continue;
		}
		if (give(fd) < 0)
			fprintf(stderr, "nobody is free\n");
		close(fd);
	}
}

static int
take_all(int fd, void *p, size_t n)
{
	char *c = p;

	while (n) {
		ssize_t r = read(fd, c, n);

		if (r <= 0)
			return -1;
		c += r;
		n -= (size_t)r;
	}
	return 0;
}

void *
clerk(void *arg)
{
	int fd = *(int *)arg;
	char form[32];

	while (take_all(fd, form, sizeof form) == 0) {
		char yes = form[0] == 'B' ? '+' : '-';

		if (send(fd, &yes, 1, MSG_NOSIGNAL) != 1)
			break;
	}
	close(fd);
	return NULL;
}
