#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static int pipefd[2];

int wait_event(int lfd)
{
	struct pollfd p[2] = { { lfd, POLLIN, 0 }, { pipefd[0], POLLIN, 0 } };
	char b[16];

	if (poll(p, 2, -1) < 0)
		return errno == EINTR ? 0 : -1;
	if (p[1].revents & POLLIN) {
		while (read(pipefd[0], b, sizeof b) > 0)
			;
		return 1;
	}
	return 2;
}

