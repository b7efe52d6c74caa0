#include <sys/types.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/*
 * Tape staging: inetd-less forking server. The helper gets the socket as
 * stdin/stdout, like it did under inetd.
 */
static void reap(int sig)
{
	int keep = errno;
	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = keep;
}

static void run_helper(int sd)
{
	int on = 1;
	setsockopt(sd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	dup2(sd, STDIN_FILENO);
	dup2(sd, STDOUT_FILENO);
	if (sd > STDERR_FILENO)
		close(sd);
	execl("/usr/libexec/tape-stage", "tape-stage", "-q", (char *)0);
	syslog(LOG_ERR, "exec tape-stage: %m");
	_exit(127);
}

int main(void)
{
	struct sockaddr_in6 me;
	struct sigaction sa;
	int lsd, sd, on = 1;

	openlog("taped", LOG_PID, LOG_DAEMON);
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = reap;
	sa.sa_flags = SA_RESTART;
	sigaction(SIGCHLD, &sa, NULL);

	memset(&me, 0, sizeof(me));
	me.sin6_family = AF_INET6;
	me.sin6_port = htons(8612);
	lsd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (lsd < 0)
		return 1;
	setsockopt(lsd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(lsd, (struct sockaddr *)&me, sizeof(me)) < 0 || listen(lsd, SOMAXCONN) < 0) {
		syslog(LOG_ERR, "listen: %m");
		return 1;
	}
	for (;;) {
		if ((sd = accept(lsd, NULL, NULL)) < 0) {
			if (errno != EINTR && errno != ECONNABORTED)
				sleep(1);
			continue;
		}
		switch (fork()) {
		case 0:
			close(lsd);
			run_helper(sd);
			/* not reached */
		case -1:
			syslog(LOG_WARNING, "fork: %m");
			/* fall through */
		default:
			close(sd);
		}
	}
}
