#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

struct screen {
	int fd;
	int lost;
};

void
screens_show(struct screen *s, int n, const unsigned char *frame, size_t len)
{
	for (int i = 0; i < n; i++) {
		if (send(s[i].fd, frame, len, MSG_NOSIGNAL) == -1) /* expect: send-buffer-limited */
			s[i].lost = errno != EAGAIN && errno != EINTR;
	}
	for (int i = 0; i < n; i++)
		if (s[i].lost && s[i].fd >= 0) {
			close(s[i].fd);
			s[i].fd = -1;
		}
}

int
screen_take(int door)
{
	int fd = accept(door, NULL, NULL);

	if (fd >= 0 && fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}
