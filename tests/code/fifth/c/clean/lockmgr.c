#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

/* named-lock service: "L name" / "U name", answers "+" or "-" */

struct peer {
	int  fd;
	FILE *in;
	char held[32];
};

extern int  lock_take(const char *name);
extern void lock_drop(const char *name);

static void
peer_free(struct peer *p)
{
	if (p->held[0])
		lock_drop(p->held);
	if (p->in)
		fclose(p->in);		/* takes p->fd with it */
	else
		close(p->fd);
	free(p);
}

static int
reply(struct peer *p, char c)
{
	char r[2] = { c, '\n' };
	return send(p->fd, r, 2, MSG_NOSIGNAL) == 2 ? 0 : -1;
}

static void *
peer_main(void *arg)
{
	struct peer *p = arg;
	char line[80];
	int ok = 0;

	p->in = fdopen(p->fd, "r");
	if (p->in == NULL) {
		peer_free(p);
		return NULL;
	}
	while (ok == 0 && fgets(line, sizeof line, p->in)) {
		line[strcspn(line, "\r\n")] = 0;
		if (line[0] == 'L' && !p->held[0] && lock_take(line + 2)) {
			snprintf(p->held, sizeof p->held, "%s", line + 2);
			ok = reply(p, '+');
		} else if (line[0] == 'U' && p->held[0]) {
			lock_drop(p->held);
			p->held[0] = 0;
			ok = reply(p, '+');
		} else
			ok = reply(p, '-');
	}
	peer_free(p);
	return NULL;
}

void
lockmgr(int lsn)
{
	struct timeval tv = { 600, 0 };
	int one = 1;

	for (;;) {
		pthread_t t;
		struct peer *p;
		int fd = accept(lsn, NULL, NULL);

		if (fd == -1) {
			if (errno == EMFILE || errno == ENFILE)
				usleep(250000);
			continue;
		}
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		if ((p = calloc(1, sizeof *p)) == NULL) {
			close(fd);
			continue;
		}
		p->fd = fd;
		if (pthread_create(&t, NULL, peer_main, p) != 0)
			peer_free(p);
		else
			pthread_detach(t);
	}
}
