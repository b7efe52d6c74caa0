#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

bool tune(int s)
{
	int v = 0;

	return ::setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &v, sizeof v) == 0; // expect: nagle-delayed-ack
}
