#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#define MAXKIDS 50

static volatile sig_atomic_t kids;

static void reaped(int sig)
{
	int e = errno;

	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		kids--;
	errno = e;
}

static void quote_of_the_day(int fd)
{
	static const char *text = "The nice thing about standards is that you have so many to choose from.\r\n";
	size_t n = strlen(text);

	alarm(10);
	while (n) {
		ssize_t w = write(fd, text, n);
		if (w < 0)
			break;
		text += w;
		n -= w;
	}
	shutdown(fd, SHUT_WR);
	for (char b[64]; read(fd, b, sizeof b) > 0;)
		;
}

int serve(int lfd)
{
	struct sigaction sa = { .sa_handler = reaped };
	sigset_t chld, old;

	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigaction(SIGCHLD, &sa, NULL);
	for (;;) {
		int c;
		pid_t p;

		sigprocmask(SIG_BLOCK, &chld, &old);
		while (kids >= MAXKIDS)
			sigsuspend(&old);
		sigprocmask(SIG_SETMASK, &old, NULL);
		c = accept(lfd, NULL, NULL);
		if (c < 0) {
			if (errno == EMFILE || errno == ENFILE)
				usleep(100000);
			continue;
		}
		sigprocmask(SIG_BLOCK, &chld, &old);
		p = fork();
		if (p == 0) {
			signal(SIGCHLD, SIG_DFL);
			sigprocmask(SIG_SETMASK, &old, NULL);
			close(lfd);
			quote_of_the_day(c);
			_exit(0);
		}
		if (p > 0)
			kids++;
		else
			syslog(LOG_WARNING, "fork: %m");
		sigprocmask(SIG_SETMASK, &old, NULL);
		close(c); /* only the child's copy is used */
	}
}
