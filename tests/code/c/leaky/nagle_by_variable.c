#include <netinet/tcp.h>
int tune(int fd)
{
	int off = 0;
	return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &off, sizeof off); /* expect: nagle-delayed-ack */
}
