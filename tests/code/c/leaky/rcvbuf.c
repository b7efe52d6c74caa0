#include <sys/socket.h>

int tune(int fd)
{
	int bytes = 65536;

	return setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes); /* expect: receive-window-limited */
}
