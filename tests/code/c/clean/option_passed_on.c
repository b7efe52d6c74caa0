#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct settings {
	int sndbuf, rcvbuf;
};

/* what the operator has not set stays the kernel's */
int
tune(int fd, const struct settings *s)
{
	int size = s->rcvbuf;

	if (s->sndbuf && setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &s->sndbuf, sizeof s->sndbuf) < 0)
		return -1;
	if (size && setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size) < 0)
		return -1;
	return 0;
}

/* two ends of one connection, as socketpair() has them elsewhere */
int
pair(int end[2])
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof a;
	int l = socket(AF_INET, SOCK_STREAM, 0);

	if (l < 0)
		return -1;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	end[0] = socket(AF_INET, SOCK_STREAM, 0);
	if (end[0] < 0 || bind(l, (struct sockaddr *)&a, sizeof a) < 0 || listen(l, 1) < 0 ||
	    getsockname(l, (struct sockaddr *)&a, &len) < 0 ||
	    connect(end[0], (struct sockaddr *)&a, len) < 0) {
		close(l);
		if (end[0] >= 0)
			close(end[0]);
		return -1;
	}
	end[1] = accept(l, NULL, NULL);
	close(l);
	if (end[1] < 0) {
		close(end[0]);
		return -1;
	}
	return 0;
}
