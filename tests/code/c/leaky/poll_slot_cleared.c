#include <poll.h>
#include <unistd.h>

void turn(struct pollfd *fds, int n)
{
	char buf[1024];

	if (poll(fds, n, 1000) <= 0)
		return;
	for (int i = 0; i < n; i++) {
		if (!(fds[i].revents & (POLLIN | POLLHUP)))
			continue;
		ssize_t got = read(fds[i].fd, buf, sizeof buf);
		if (got == 0) { /* expect: close-wait-leak */
			fds[i].fd = -1;
			continue;
		}
		feed(i, buf, got);
	}
}
