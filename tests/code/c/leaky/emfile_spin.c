#include <errno.h>
#include <sys/socket.h>

void acceptor(int listener)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0) {
			if (errno == EMFILE || errno == ENFILE) { /* expect: accept-queue-overflow */
				log_error("out of descriptors");
				continue;
			}
			return;
		}
		hand_over(fd);
	}
}
