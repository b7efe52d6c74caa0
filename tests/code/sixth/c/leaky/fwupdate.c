#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PAGE 4096

static int receive_image(int c, int flash)
{
	static uint8_t page[PAGE];
	ssize_t n;

	while ((n = recv(c, page, sizeof page, MSG_WAITALL)) > 0) {
		if (write(flash, page, n) != n)
			return -1;
		usleep(30000); /* the chip needs its time for a page */
	}
	return n < 0 || fsync(flash) < 0 ? -1 : 0;
}

/* the update and the status questions of all managers come in here */
int fwupdated(int s)
{
	if (listen(s, 64) < 0)
		return -1;
	for (;;) {
		struct timeval tv = { 20, 0 };
		int flash, rc, c = accept4(s, NULL, NULL, SOCK_CLOEXEC);
		char verb[4];

		if (c < 0) {
			if (errno != EINTR)
				usleep(100000);
			continue;
		}
		setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		setsockopt(c, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
		if (recv(c, verb, sizeof verb, MSG_WAITALL) != sizeof verb) {
			close(c);
			continue;
		}
		if (!memcmp(verb, "STAT", 4)) {
			(void)!send(c, "idle\n", 5, MSG_NOSIGNAL);
			close(c);
			continue;
		}
		flash = open("/dev/mtdblock3", O_WRONLY | O_CLOEXEC);
		rc = flash < 0 ? -1 : receive_image(c, flash);
		if (flash >= 0)
			close(flash);
		(void)!send(c, rc ? "bad\n" : "good\n", rc ? 4 : 5, MSG_NOSIGNAL);
		shutdown(c, SHUT_WR);
		while (recv(c, verb, sizeof verb, 0) > 0)
			;
		close(c);
	}
}
