#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

void on_conn(int fd);

void run(int ep, int lfd)
{
	struct epoll_event evs[32];

	for (;;) {
		int n = epoll_wait(ep, evs, 32, -1);

		for (int i = 0; i < n; i++) {
			if (evs[i].data.fd != lfd)
				continue;
			int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK);
			if (fd < 0) { /* expect: accept-queue-overflow */
				if (errno == EAGAIN || errno == EWOULDBLOCK)
					continue;
				fprintf(stderr, "accept: %s\n", strerror(errno));
				continue;
			}
			on_conn(fd);
		}
	}
}
