#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

void drain(int fd)
{
	char buf[4096];

	for (;;) {
		ssize_t n = recv(fd, buf, sizeof buf, MSG_DONTWAIT);

		switch (n) {
		case 0: /* expect: close-wait-leak */
			return;
		case -1:
			if (errno == EAGAIN || errno == EWOULDBLOCK)
				return;
			close(fd);
			return;
		default:
			store(fd, buf, n);
		}
	}
}
