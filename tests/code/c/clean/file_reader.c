#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

ssize_t slurp(int fd, char *buf, size_t max)
{
	size_t have = 0;

	while (have < max) {
		ssize_t n = read(fd, buf + have, max - have);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}
