/*
 * quoted - quotation daemon, one process per dealer
 * $Id: quoted.c,v 1.31 2004/11/02 ekl Exp $
 */
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

static void
reap(int sig)
{
	int save = errno;

	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = save;
}

static void
dealer(int fd)
{
	FILE *in, *out;
	char line[200];
	long art;

	alarm(600);
	in = fdopen(fd, "r");
	out = fdopen(dup(fd), "w");
	if (in == NULL || out == NULL)
		_exit(1);
	while (fgets(line, sizeof line, in) != NULL) {
		alarm(600);
		if (sscanf(line, "QUOTE %ld", &art) == 1)
			fprintf(out, "%ld %ld.%02ld\r\n", art, art % 900 + 10, art % 100);
		else
			fputs("SYNTAX\r\n", out);
		if (fflush(out) == EOF)
			break;
	}
	_exit(0);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in sin;
	struct sigaction sa;
	int ls, s, one = 1;

	openlog("quoted", LOG_PID, LOG_DAEMON);
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = reap;
	sa.sa_flags = SA_RESTART;
	sigaction(SIGCHLD, &sa, NULL);

	memset(&sin, 0, sizeof sin);
	sin.sin_family = AF_INET;
	sin.sin_port = htons(argc > 1 ? atoi(argv[1]) : 4777);
	if ((ls = socket(AF_INET, SOCK_STREAM, 0)) < 0 ||
	    setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0 ||
	    bind(ls, (struct sockaddr *)&sin, sizeof sin) < 0 || listen(ls, 128) < 0) {
		syslog(LOG_ERR, "setup: %m");
		return 1;
	}
	for (;;) {
		if ((s = accept(ls, NULL, NULL)) < 0) {
			if (errno != EINTR) {
				syslog(LOG_WARNING, "accept: %m");
				sleep(1);
			}
			continue;
		}
		switch (fork()) {
		case 0:
			close(ls);
			dealer(s);
			/* NOTREACHED */
		case -1:
			syslog(LOG_ERR, "fork: %m");
			close(s);
			break;
		default:
			syslog(LOG_DEBUG, "dealer connected");
			break;
		}
	}
}
