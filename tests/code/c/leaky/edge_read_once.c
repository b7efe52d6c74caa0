#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

void loop(int ep, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN | EPOLLET, .data.fd = fd }, got[16];
	char buf[512];

	epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
	for (;;) {
		int n = epoll_wait(ep, got, 16, -1);

		for (int i = 0; i < n; i++) {
			ssize_t r = recv(got[i].data.fd, buf, sizeof buf, 0); /* expect: zero-window-stall */

			if (r <= 0)
				close(got[i].data.fd);
			else
				feed(buf, r);
		}
	}
}
