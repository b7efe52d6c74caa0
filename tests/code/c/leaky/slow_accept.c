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
		n = recv(fd, buf, sizeof buf, 0);
		if (n > 0)
			system("/usr/bin/render"); /* expect: accept-queue-overflow */
		close(fd);
	}
}
