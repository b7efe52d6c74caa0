#include <sys/select.h>
#include <sys/socket.h>

void ready(fd_set *all, int maxfd, fd_set *now)
{
	char buf[256];

	for (int fd = 0; fd <= maxfd; fd++) {
		if (!FD_ISSET(fd, now))
			continue;
		int n = recv(fd, buf, sizeof buf, 0);
		if (n == 0) { /* expect: close-wait-leak */
			FD_CLR(fd, all);
		} else if (n > 0) {
			broadcast(fd, buf, n);
		}
	}
}
