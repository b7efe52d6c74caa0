#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

ssize_t call(int fd, const void *body, uint32_t n, void *answer, size_t max)
{
	if (write(fd, &n, sizeof n) != sizeof n)
		return -1;
	if (write(fd, body, n) != (ssize_t)n) /* expect: nagle-delayed-ack */
		return -1;
	return recv(fd, answer, max, 0);
}
