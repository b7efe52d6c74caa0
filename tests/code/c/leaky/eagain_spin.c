#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

int set_nonblock(int fd)
{
	return fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

int write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);

		if (put < 0) {
			if (errno == EAGAIN || errno == EINTR) /* expect: send-buffer-limited */
				continue;
			return -1;
		}
		p += put;
		n -= (size_t)put;
	}
	return 0;
}
