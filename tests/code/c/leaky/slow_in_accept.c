#include <sys/socket.h>
#include <netdb.h>
#include <unistd.h>

static void log_peer(const struct sockaddr *sa, socklen_t len)
{
	char host[NI_MAXHOST];

	getnameinfo(sa, len, host, sizeof host, NULL, 0, 0);
}

void handoff(int fd);

void serve(int l)
{
	for (;;) {
		struct sockaddr_storage ss;
		socklen_t len = sizeof ss;
		int fd = accept(l, (struct sockaddr *)&ss, &len);

		if (fd < 0)
			continue;
		log_peer((struct sockaddr *)&ss, len); /* expect: accept-queue-overflow */
		handoff(fd);
	}
}
