#include <sys/socket.h>
#include <unistd.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
/* a client that reconnects, and a getter that looks a session up */
struct session { int fd; struct session *next; char name[32]; int closing; };
static struct session *all;
struct session *session_get(const char *name)
{
	for (struct session *s = all; s; s = s->next)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}
static void session_close(struct session *s)
{
	struct session **p = &all;
	while (*p && *p != s) p = &(*p)->next;
	if (*p) *p = s->next;
	close(s->fd);
	free(s);
}
int kick(const char *name, int hard)
{
	struct session *s = session_get(name);
	if (!s)
		return -1;
	if (!hard) {
		s->closing = 1;
		return 0;
	}
	session_close(s);
	return 0;
}
int say(const char *name, const char *msg)
{
	struct session *s = session_get(name);
	if (!s)
		return -1;
	if (send(s->fd, msg, strlen(msg), MSG_NOSIGNAL) < 0) {
		session_close(s);
		return -1;
	}
	return 0;
}
int session_open(int l, const char *name)
{
	int fd = accept(l, NULL, NULL);
	struct session *s;
	if (fd < 0)
		return -1;
	if (!(s = malloc(sizeof *s))) {
		close(fd);
		return -1;
	}
	s->fd = fd;
	strncpy(s->name, name, sizeof s->name - 1);
	s->next = all;
	all = s;
	return 0;
}
int session_input(struct session *s)
{
	char buf[512];
	ssize_t n = recv(s->fd, buf, sizeof buf, 0);
	if (n <= 0 || s->closing) {
		session_close(s);
		return -1;
	}
	return say(s->name, buf);
}
