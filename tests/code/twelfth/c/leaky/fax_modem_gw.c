/* fax gateway: one child per caller, the child execs the t38 worker */
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

#define T38_WORKER "/usr/lib/faxgw/t38worker"

static volatile sig_atomic_t quit;

static void on_term(int sig) { (void)sig; quit = 1; }

static void on_chld(int sig)
{
	int e = errno;
	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = e;
}

int main(void)
{
	struct sockaddr_in sin;
	struct sigaction sa;
	int ls, one = 1;

	openlog("faxgw", LOG_PID, LOG_DAEMON);
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_chld;
	sigaction(SIGCHLD, &sa, NULL);
	sa.sa_handler = on_term;
	sigaction(SIGTERM, &sa, NULL);

	if ((ls = socket(AF_INET, SOCK_STREAM, 0)) < 0)
		return 1;
	setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	memset(&sin, 0, sizeof sin);
	sin.sin_family = AF_INET;
	sin.sin_port = htons(4559);
	if (bind(ls, (struct sockaddr *)&sin, sizeof sin) < 0 || listen(ls, 128) < 0) {
		syslog(LOG_ERR, "port 4559: %m");
		return 1;
	}

	while (!quit) {
		pid_t pid;
		int fd = accept(ls, NULL, NULL);
		if (fd < 0) {
			if (errno != EINTR) {
				syslog(LOG_ERR, "accept: %m");
				sleep(1);
			}
			continue;
		}
		pid = fork();
		if (pid < 0) {
			syslog(LOG_ERR, "fork: %m");
			close(fd);
			continue;
		}
		if (pid == 0) {
			close(ls);
			dup2(fd, 0);
			dup2(fd, 1);
			if (fd > 2)
				close(fd);
			execl(T38_WORKER, "t38worker", (char *)NULL);
			_exit(127);
		}
		syslog(LOG_INFO, "worker %ld started", (long)pid);
	}
	close(ls);
	return 0;
}
