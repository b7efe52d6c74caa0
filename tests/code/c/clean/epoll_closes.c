#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

static void drop(int ep, int fd)
{
	epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL);
	close(fd);
}

void on_event(int ep, struct epoll_event *ev)
{
	char buf[2048];
	int fd = ev->data.fd;

	for (;;) {
		ssize_t n = read(fd, buf, sizeof buf);

		if (n > 0) {
			consume(buf, n);
			continue;
		}
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		drop(ep, fd);
		return;
	}
}
