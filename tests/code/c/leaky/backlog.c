#include <netinet/in.h>
#include <sys/socket.h>

int open_listener(struct sockaddr_in *a)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)a, sizeof *a) < 0)
		die("bind");
	listen(fd, 1); /* expect: accept-queue-overflow */
	return fd;
}
