#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

int tune(int fd)
{
	int yes = 1;
	struct linger lg;

	memset(&lg, 0, sizeof lg);
	lg.l_onoff = 1;
	lg.l_linger = 5;
	if (setsockopt(fd, SOL_SOCKET, SO_LINGER, &lg, sizeof lg) < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes) < 0)
		return -1;
	return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}
