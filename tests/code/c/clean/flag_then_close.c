#include <sys/socket.h>
#include <unistd.h>

void chat(int listener)
{
	int fd = accept(listener, NULL, NULL), done = 0;
	char buf[256];

	if (fd < 0)
		return;
	while (!done) {
		ssize_t n = recv(fd, buf, sizeof buf, 0);

		if (n <= 0)
			done = 1;
		else
			answer(fd, buf, n);
	}
	close(fd);
}
