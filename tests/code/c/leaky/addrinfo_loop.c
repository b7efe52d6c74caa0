#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

int open_client(const char *host, const char *port)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *list, *p;
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &list) != 0)
		return -1;
	for (p = list; p; p = p->ai_next) {
		fd = socket(p->ai_family, p->ai_socktype, p->ai_protocol); /* expect: close-wait-leak */
		if (fd < 0)
			continue;
		if (connect(fd, p->ai_addr, p->ai_addrlen) == 0)
			break;
	}
	freeaddrinfo(list);
	return p ? fd : -1;
}
