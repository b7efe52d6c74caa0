#include <sys/socket.h>
#include <unistd.h>

void slam(int fd)
{
	struct linger lg = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &lg, sizeof lg); /* expect: reset-with-unread-data */
	close(fd);
}
