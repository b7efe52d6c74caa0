/* little finger(1) service for the campus directory, forks per query */

#include <sys/types.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

int lookup_person(const char *name, char *out, int outlen);

static void
on_chld(int sig)
{
	int save = errno;

	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = save;
}

static void
answer(int s)
{
	char line[256], out[4096];
	size_t have = 0;
	ssize_t n;
	int len, off;

	alarm(60);		/* slow clients die with the child */
	while (have < sizeof(line) - 1) {
		n = read(s, line + have, sizeof(line) - 1 - have);
		if (n <= 0)
			return;
		have += n;
		if (memchr(line, '\n', have) != NULL)
			break;
	}
	line[have] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	len = lookup_person(line, out, sizeof(out));
	for (off = 0; off < len; off += n) {
		n = write(s, out + off, len - off);
		if (n <= 0)
			return;
	}
}

void
serve(int lsock)
{
	struct sockaddr_in from;
	struct sigaction sa;
	socklen_t fl;
	int s;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_chld;
	sa.sa_flags = SA_RESTART;
	sigaction(SIGCHLD, &sa, NULL);

	for (;;) {
		fl = sizeof(from);
		s = accept(lsock, (struct sockaddr *)&from, &fl);
		if (s < 0) {
			if (errno == EMFILE || errno == ENFILE)
				sleep(1);
			continue;
		}
		switch (fork()) {
		case -1:
			syslog(LOG_ERR, "fork: %m");
			close(s);
			break;
		case 0:
			close(lsock);
			answer(s);
			close(s);
			_exit(0);
		default:
			syslog(LOG_DEBUG, "query from %s", inet_ntoa(from.sin_addr));
			break;
		}
	}
}
