#include <sys/epoll.h>
#include <unistd.h>

void on_event(int ep, struct epoll_event *ev)
{
	char buf[2048];
	int fd = ev->data.fd;
	ssize_t n = read(fd, buf, sizeof buf);

	if (n == 0) { /* expect: close-wait-leak */
		epoll_ctl(ep, EPOLL_CTL_DEL, fd, NULL);
		return;
	}
	if (n < 0) {
		close(fd);
		return;
	}
	consume(buf, n);
}
