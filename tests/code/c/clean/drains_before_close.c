#include <sys/socket.h>
#include <unistd.h>

void refuse(int fd)
{
	char sink[1024];

	send(fd, "HTTP/1.1 503 busy\r\n\r\n", 21, 0);
	shutdown(fd, SHUT_WR);
	while (recv(fd, sink, sizeof sink, 0) > 0)
		;
	close(fd);
}
