/* dbagent - hands each SQL console over to a child that runs psql on it */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <unistd.h>

static int door(unsigned short port)
{
	struct sockaddr_in a;
	int on = 1, s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (s < 0)
		return -1;
	memset(&a, 0, sizeof a);
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	a.sin_port = htons(port);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0 || listen(s, 64) < 0) {
		close(s);
		return -1;
	}
	return s;
}

static void console(int c)
{
	dup2(c, 0);
	dup2(c, 1);
	dup2(c, 2);
	if (c > 2)
		close(c);
	alarm(3600);
	execlp("psql", "psql", "-X", "-q", "service=readonly", (char *)NULL);
	_exit(127);
}

int main(void)
{
	int s = door(5439);

	openlog("dbagent", LOG_PID, LOG_DAEMON);
	if (s < 0) {
		syslog(LOG_ERR, "door: %m");
		return 1;
	}
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int c = accept(s, NULL, NULL);
		pid_t p;

		if (c < 0) {
			if (errno != EINTR)
				usleep(100000);
			continue;
		}
		p = fork();
		if (p < 0) {
			syslog(LOG_ERR, "fork: %m");
			close(c);
			continue;
		}
		if (p == 0)
			console(c);
		syslog(LOG_INFO, "console %d", (int)p);
	}
}
