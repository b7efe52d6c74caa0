#include <sys/socket.h>
static const struct linger NO_LINGER = { .l_onoff = 1, .l_linger = 0 };
int serve(int lfd)
{
	int fd = accept(lfd, 0, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &NO_LINGER, sizeof NO_LINGER); /* expect: reset-with-unread-data */
	write(fd, "hello\n", 6);
	close(fd);
	return 0;
}
