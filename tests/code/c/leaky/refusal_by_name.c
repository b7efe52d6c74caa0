#include <sys/socket.h>
#include <unistd.h>
#include <string.h>
/* http: refuses long bodies and closes while they come */
void handle(int fd, const char *head, size_t clen)
{
	if (clen > 1 << 20) {
		static const char no[] = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n";
		send(fd, no, sizeof no - 1, MSG_NOSIGNAL);
		close(fd); /* expect: reset-with-unread-data */
		return;
	}
	(void)head;
	close(fd);
}
