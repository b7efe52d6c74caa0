#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct session {
	int fd;
	char *buf;
};

void session_input(struct session *s)
{
	ssize_t n = recv(s->fd, s->buf, 4096, 0);

	if (n > 0) {
		s->buf[n] = 0;
		session_line(s);
		return;
	}
	free(s->buf);
	free(s); /* expect: close-wait-leak */
}
