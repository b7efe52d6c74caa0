#include <sys/types.h>
#include <sys/socket.h>
#include <signal.h>
#include <errno.h>

extern int serve();

run(ls)
int ls;
{
	int ns, pid;

	signal(SIGCHLD, SIG_IGN);
	listen(ls, 128);
	for (;;) {
		ns = accept(ls, (struct sockaddr *)0, (int *)0);
		if (ns < 0) {
			if (errno == EINTR)
				continue;
			syslog(3, "accept: %m");
			exit(1);
		}
		pid = fork();
		if (pid < 0) {
			syslog(3, "fork: %m");
			close(ns);
			sleep(1);
			continue;
		}
		if (pid == 0) {
			close(ls);
			alarm(60);
			serve(ns);
			exit(0);
		}
		syslog(7, "child %d", pid);
	}
}
