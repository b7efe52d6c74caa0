#include <sys/socket.h>
#include <unistd.h>
static void bye(int fd, const char *why, size_t n)
{
	struct linger lg;
	send(fd, why, n, MSG_NOSIGNAL);
	memset(&lg, 0, sizeof lg);
	lg.l_onoff = 1;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &lg, sizeof(lg)); /* expect: reset-with-unread-data */
	close(fd);
}
