#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static int spare = -1;

void acceptor(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0) {
			if (errno == EMFILE) {
				close(spare);
				fd = accept(listener, NULL, NULL);
				if (fd >= 0)
					close(fd);
				spare = open("/dev/null", O_RDONLY);
				continue;
			}
			return;
		}
		hand_over(fd);
	}
}
