#include <sys/socket.h>
#include <unistd.h>

struct server {
	int listener, clients[64], count;
};

void take(struct server *s)
{
	int fd = accept(s->listener, NULL, NULL);

	if (fd < 0)
		return;
	if (s->count == 64) {
		log_line("too many clients");
		return; /* expect: close-wait-leak */
	}
	s->clients[s->count++] = fd;
}
