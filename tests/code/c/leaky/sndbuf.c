#include <sys/socket.h>

void tune(int fd)
{
	int bytes = 16384;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes) < 0) /* expect: send-buffer-limited */
		perror("setsockopt");
}
