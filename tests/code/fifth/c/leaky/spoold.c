#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>

extern int  ticket_is_valid(const char *ticket);
extern FILE *spool_create(const char *queue);
extern void spool_commit(FILE *job), spool_abort(FILE *job);

static ssize_t get_line(int fd, char *out, size_t cap)
{
	size_t n = 0;
	char ch;

	while (n + 1 < cap) {
		ssize_t r = recv(fd, &ch, 1, 0);
		if (r <= 0)
			return -1;
		if (ch == '\n')
			break;
		out[n++] = ch;
	}
	out[n] = '\0';
	return (ssize_t)n;
}

static void *
job_thread(void *arg)
{
	int fd = (int)(long)arg;
	char line[256], ticket[128], queue[64];
	char chunk[8192];
	FILE *job;
	ssize_t r;
	struct timeval tv = { 30, 0 };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	if (get_line(fd, line, sizeof(line)) < 0) {
		close(fd);
		return NULL;
	}
	if (sscanf(line, "PRINT %127s %63s", ticket, queue) != 2 ||
	    !ticket_is_valid(ticket)) {
		fprintf(stderr, "spoold: ticket refused: %.40s\n", line);
		return NULL;
	}
	if ((job = spool_create(queue)) == NULL) {
		(void)send(fd, "NOSPACE\n", 8, MSG_NOSIGNAL);
		goto out;
	}
	while ((r = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		fwrite(chunk, 1, (size_t)r, job);
	if (r < 0)
		spool_abort(job);
	else {
		spool_commit(job);
		(void)send(fd, "OK\n", 3, MSG_NOSIGNAL);
	}
out:
	while (recv(fd, chunk, sizeof(chunk), 0) > 0)
		;
	close(fd);
	return NULL;
}

int
spoold_serve(int lsn)
{
	pthread_attr_t at;
	pthread_t t;

	pthread_attr_init(&at);
	pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
	for (;;) {
		int fd = accept(lsn, NULL, NULL);
		if (fd < 0) {
			if (errno == EINTR || errno == ECONNABORTED)
				continue;
			if (errno == EMFILE || errno == ENFILE) {
				sleep(1);
				continue;
			}
			return -1;
		}
		if (pthread_create(&t, &at, job_thread, (void *)(long)fd) != 0)
			close(fd);
	}
}
