#include <stdint.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

int call(int fd, const void *body, uint32_t len, void *reply, size_t cap)
{
	uint32_t hdr = htonl(len);

	if (write(fd, &hdr, sizeof hdr) != sizeof hdr)
		return -1;
	if (write(fd, body, len) != (ssize_t)len) /* expect: nagle-delayed-ack */
		return -1;
	return (int)read(fd, reply, cap);
}
