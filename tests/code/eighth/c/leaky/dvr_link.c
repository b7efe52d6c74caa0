/* from the camera recorder: find the archive that is the master at present (there are up to 4) */
#include "dvr_link.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <syslog.h>
#include <unistd.h>

#define ROLE_MASTER  0x4d
#define ROLE_STANDBY 0x53

static int
archive_connect(const struct sockaddr_in *sin)
{
	struct timeval tv = { .tv_sec = 4 };
	int on = 1;
	int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (s == -1)
		return -1;
	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv));
	setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof(tv));
	setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(s, (const struct sockaddr *)sin, sizeof(*sin)) == -1) {
		int keep = errno;
		close(s);
		errno = keep;
		return -1;
	}
	return s;
}

/* returns a socket to the master, or -1 when none of them is */
int
dvr_find_master(const struct sockaddr_in *list, int count)
{
	unsigned char hello[8];
	int i;

	for (i = 0; i < count; i++) {
		int s = archive_connect(&list[i]);
		ssize_t n;

		if (s == -1) {
			syslog(LOG_WARNING, "archive %d: %m", i);
			continue;
		}
		n = recv(s, hello, sizeof(hello), MSG_WAITALL);
		if (n != (ssize_t)sizeof(hello) || memcmp(hello, "ARCHIV", 6) != 0) {
			syslog(LOG_WARNING, "archive %d: no proper hello", i);
			close(s);
			continue;
		}
		switch (hello[6]) {
		case ROLE_MASTER:
			syslog(LOG_INFO, "archive %d is master, generation %u", i, hello[7]);
			return s;
		case ROLE_STANDBY:
			continue;
		default:
			syslog(LOG_ERR, "archive %d: role %#x?", i, hello[6]);
			close(s);
			break;
		}
	}
	return -1;
}
