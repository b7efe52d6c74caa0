#include <poll.h>
#include <unistd.h>

int turn(struct pollfd *fds, int n)
{
	char buf[1024];

	if (poll(fds, n, 1000) <= 0)
		return n;
	for (int i = 0; i < n; i++) {
		if (!(fds[i].revents & POLLIN))
			continue;
		ssize_t got = read(fds[i].fd, buf, sizeof buf);
		if (got <= 0) {
			close(fds[i].fd);
			fds[i--] = fds[--n];
			continue;
		}
		feed(i, buf, got);
	}
	return n;
}
