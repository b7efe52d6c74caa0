#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int
put_all(int s, const char *p, size_t n)
{
	while (n) {
		ssize_t r = send(s, p, n, MSG_NOSIGNAL);

		if (r < 0)
			return -1;
		p += r;
		n -= (size_t)r;
	}
	return 0;
}

static int
say(int s, const char *words)
{
	return put_all(s, words, strlen(words));
}

void
farewell(int s)
{
	char rest[256];

	shutdown(s, SHUT_WR);
	say(s, "221 good bye\r\n"); /* expect: reset-with-unread-data */
	while (recv(s, rest, sizeof rest, 0) > 0)
		;
	close(s);
}
