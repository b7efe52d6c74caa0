#include <sys/socket.h>
#include <unistd.h>

void serve(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL); /* expect: close-wait-leak */

		if (fd < 0)
			continue;
		if (fork() == 0) {
			close(listener);
			talk_to(fd);
			_exit(0);
		}
	}
}
