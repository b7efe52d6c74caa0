#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

int dial_backend(void);

void proxy(int client)
{
	int backend = dial_backend();
	char buf[8192];
	struct pollfd p[2] = { { client, POLLIN, 0 }, { backend, POLLIN, 0 } };

	while (poll(p, 2, -1) > 0) {
		for (int i = 0; i < 2; i++) {
			ssize_t n;
			if (!(p[i].revents & POLLIN))
				continue;
			n = recv(p[i].fd, buf, sizeof buf, 0);
			if (n <= 0) {
				close(client);
				return; /* expect: close-wait-leak */
			}
			send(p[!i].fd, buf, (size_t)n, 0);
		}
	}
	close(client);
	close(backend);
}
