#include <sys/socket.h>
#include <unistd.h>

void serve(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);
		char buf[512];
		ssize_t n;

		if (fd < 0)
			continue;
		while ((n = recv(fd, buf, sizeof buf, 0)) > 0)
			if (send(fd, buf, n, 0) != n)
				break;
		close(fd);
	}
}
