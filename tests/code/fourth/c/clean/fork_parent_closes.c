#include <sys/types.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>

static void reap(sig)
int sig;
{
	while (waitpid(-1, (int *)0, WNOHANG) > 0)
		;
}

int serve_forever(lsock)
int lsock;
{
	int c;
	pid_t pid;

	signal(SIGCHLD, reap);
	for (;;) {
		c = accept(lsock, (struct sockaddr *)0, (socklen_t *)0);
		if (c < 0) {
			if (errno == EINTR || errno == ECONNABORTED)
				continue;
			if (errno == EMFILE || errno == ENFILE) {
				sleep(1);
				continue;
			}
			return -1;
		}
		pid = fork();
		if (pid == 0) {
			close(lsock);
			alarm(120);
			finger_session(c);
			_exit(0);
		}
		if (pid < 0)
			syslog(LOG_ERR, "fork: %m");
		close(c);
	}
}
