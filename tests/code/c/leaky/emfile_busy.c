#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

void start_worker(int fd);

int main_loop(int lfd)
{
	while (1) {
		int c = accept(lfd, 0, 0);

		if (c == -1) {
			if (errno == EMFILE || errno == ENFILE) /* expect: accept-queue-overflow */
				continue;
			return -1;
		}
		start_worker(c);
	}
}
