#include <sys/socket.h>
#include <unistd.h>

void upload(int fd)
{
	char head[4096];
	ssize_t n = recv(fd, head, sizeof head, 0);

	if (n > 0 && content_length(head, n) > LIMIT) {
		static const char no[] = "HTTP/1.1 413 Payload Too Large\r\n\r\n";

		send(fd, "HTTP/1.1 413 Payload Too Large\r\n\r\n", sizeof no - 1, 0);
		close(fd); /* expect: reset-with-unread-data */
		return;
	}
	receive_body(fd, head, n);
	close(fd);
}
