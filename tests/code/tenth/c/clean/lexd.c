/* lexd.c -- dictionary daemon for the editors, forking */
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

#define MAXKIDS 60

static volatile sig_atomic_t kids;

static void on_chld(int s)
{
	int e = errno;
	(void)s;
	while (waitpid(-1, 0, WNOHANG) > 0)
		kids--;
	errno = e;
}

static void child(int s)
{
	char word[82];
	FILE *in, *f;

	alarm(300);			/* nobody looks words up longer than that */
	in = fdopen(s, "r");
	f = fdopen(dup(s), "w");
	if (!in || !f)
		_exit(1);
	while (fgets(word, sizeof word, in)) {
		word[strcspn(word, "\r\n")] = 0;
		if (!*word)
			break;
		if (fprintf(f, "%s: %lu entries\r\n", word, (unsigned long)strlen(word) % 7) < 0)
			break;
		if (fflush(f))
			break;
	}
	fclose(f);
	fclose(in);
	_exit(0);
}

int main(void)
{
	struct sigaction sa;
	struct sockaddr_in a;
	sigset_t blk, old;
	int l, s, on = 1;

	openlog("lexd", LOG_PID | LOG_CONS, LOG_DAEMON);
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_chld;
	sigaction(SIGCHLD, &sa, 0);
	sigemptyset(&blk);
	sigaddset(&blk, SIGCHLD);

	memset(&a, 0, sizeof a);
	a.sin_family = AF_INET;
	a.sin_port = htons(2628);
	if ((l = socket(AF_INET, SOCK_STREAM, 0)) < 0 || setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0
	    || bind(l, (void *)&a, sizeof a) < 0 || listen(l, SOMAXCONN) < 0) {
		syslog(LOG_CRIT, "%m");
		return 1;
	}
	for (;;) {
		s = accept(l, 0, 0);
		if (s < 0) {
			if (errno == EMFILE || errno == ENFILE)
				sleep(1);
			continue;
		}
		sigprocmask(SIG_BLOCK, &blk, &old);
		if (kids >= MAXKIDS) {
			syslog(LOG_NOTICE, "too many editors");
		} else {
			switch (fork()) {
			case 0:
				sigprocmask(SIG_SETMASK, &old, 0);
				close(l);
				child(s);
			case -1:
				syslog(LOG_ERR, "fork: %m");
				break;
			default:
				kids++;
			}
		}
		sigprocmask(SIG_SETMASK, &old, 0);
		close(s);
	}
}
