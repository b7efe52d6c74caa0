#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct session {
	int sock;
	time_t last;
	struct session *next;
};
static struct session *sessions;

void session_add(int sock)
{
	struct session *s = calloc(1, sizeof *s);

	if (!s) {
		close(sock);
		return;
	}
	s->sock = sock;
	s->last = time(NULL);
	s->next = sessions;
	sessions = s;
}

void session_read(struct session *s)
{
	char buf[256];
	ssize_t n = recv(s->sock, buf, sizeof buf, 0);

	if (n <= 0) {
		close(s->sock);
		s->sock = -1;
		return;
	}
	s->last = time(NULL);
}

void sweep(time_t now)
{
	struct session **p = &sessions;

	while (*p) {
		struct session *s = *p;

		if (now - s->last > 60) {
			*p = s->next;
			free(s); /* expect: close-wait-leak */
			continue;
		}
		p = &s->next;
	}
}
