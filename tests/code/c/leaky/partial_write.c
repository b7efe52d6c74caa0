#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

void push(int fd, const char *p, size_t n)
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
	send(fd, p, n, MSG_NOSIGNAL); /* expect: send-buffer-limited */
}
