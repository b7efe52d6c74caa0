#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

struct session {
	int fd;
	char buf[512];
};
static struct session *sessions[1024];

static void session_end(int fd)
{
	free(sessions[fd]);
	sessions[fd] = NULL;
	close(fd);
}

void admit(int ep, int listener)
{
	int fd = accept(listener, NULL, NULL);
	struct epoll_event ev = { .events = EPOLLIN };

	if (fd < 0)
		return;
	if (fd >= 1024 || !(sessions[fd] = malloc(sizeof **sessions))) {
		close(fd);
		return;
	}
	ev.data.fd = fd;
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev) < 0)
		session_end(fd);
}

void input(int fd)
{
	ssize_t n = recv(fd, sessions[fd]->buf, 512, 0);

	if (n <= 0)
		session_end(fd);
	else
		process(sessions[fd], n);
}
