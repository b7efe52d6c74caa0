#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t call(int fd, void *head, size_t nh, void *body, size_t nb, void *out, size_t max)
{
	struct iovec v[2] = { { head, nh }, { body, nb } };

	if (writev(fd, v, 2) != (ssize_t)(nh + nb))
		return -1;
	return recv(fd, out, max, 0);
}
