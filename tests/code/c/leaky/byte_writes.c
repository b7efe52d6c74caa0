#include <sys/socket.h>
#include <unistd.h>

void type_out(int sock, const char *s)
{
	while (*s)
		send(sock, s++, 1, 0); /* expect: small-writes */
}
