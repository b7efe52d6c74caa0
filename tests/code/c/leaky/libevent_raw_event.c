#include <event2/event.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/socket.h>

struct peer {
	struct event *ev;
	size_t seen;
};

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct peer *p = arg;
	char buf[1024];
	ssize_t n = recv(fd, buf, sizeof buf, 0);

	if (n == 0) { /* expect: close-wait-leak */
		event_del(p->ev);
		event_free(p->ev);
		free(p);
		return;
	}
	if (n < 0) {
		event_free(p->ev);
		close(fd);
		free(p);
		return;
	}
	p->seen += (size_t)n;
}

void on_listen(evutil_socket_t lfd, short what, void *arg)
{
	struct event_base *base = arg;
	int fd = accept(lfd, NULL, NULL);
	struct peer *p;

	if (fd < 0)
		return;
	p = calloc(1, sizeof *p);
	p->ev = event_new(base, fd, EV_READ | EV_PERSIST, on_readable, p);
	event_add(p->ev, NULL);
}
