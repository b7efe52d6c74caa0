#include <sys/types.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/*
 * Old directory service of the faculty. One process a query, they are cheap.
 */

static void reap(int sig)
{
	int e = errno;
	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = e;
}

static void answer(int s)
{
	char q[256];
	size_t have = 0;
	ssize_t n;

	alarm(30);
	while (have < sizeof q - 1) {
		n = read(s, q + have, sizeof q - 1 - have);
		if (n <= 0)
			break;
		have += n;
		if (memchr(q, '\n', have))
			break;
	}
	q[have] = '\0';
	q[strcspn(q, "\r\n")] = '\0';
	dup2(s, 1);
	close(s);
	execl("/usr/local/libexec/dirquery", "dirquery", "--", q, (char *)NULL);
	_exit(127);
}

int main(void)
{
	struct sockaddr_in6 a;
	int l, on = 1;

	openlog("dird", LOG_PID, LOG_DAEMON);
	signal(SIGCHLD, reap);
	l = socket(AF_INET6, SOCK_STREAM, 0);
	memset(&a, 0, sizeof a);
	a.sin6_family = AF_INET6;
	a.sin6_port = htons(7979);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (l < 0 || bind(l, (struct sockaddr *)&a, sizeof a) < 0 || listen(l, 128) < 0) {
		syslog(LOG_ERR, "listen: %m");
		return 1;
	}
	for (;;) {
		int s = accept(l, NULL, NULL);
		if (s < 0) {
			if (errno != EINTR) {
				syslog(LOG_WARNING, "accept: %m");
				sleep(1);
			}
			continue;
		}
		switch (fork()) {
		case -1:
			syslog(LOG_ERR, "fork: %m");
			close(s);
			break;
		case 0:
			close(l);
			answer(s);
			/* NOTREACHED */
		default:
			break;
		}
	}
}
