#include <sys/socket.h>
#include <unistd.h>

void finish(int fd, const char *msg, size_t n)
{
	struct linger l;

	l.l_onoff = 1;
	l.l_linger = 0;
	send(fd, msg, n, 0);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l)); /* expect: reset-with-unread-data */
	close(fd);
}
