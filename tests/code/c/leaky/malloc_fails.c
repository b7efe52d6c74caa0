#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

struct client {
	int fd;
};

int admit(int ep, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	struct client *c;
	struct epoll_event ev = { .events = EPOLLIN };

	if (fd < 0)
		return -1;
	c = malloc(sizeof *c);
	if (!c)
		return -1; /* expect: close-wait-leak */
	c->fd = fd;
	ev.data.ptr = c;
	return epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
}
