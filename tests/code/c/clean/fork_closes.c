#include <sys/socket.h>
#include <unistd.h>

void serve(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		if (fork() == 0) {
			close(listener);
			talk_to(fd);
			_exit(0);
		}
		close(fd);
	}
}
