/* prefork-less server for the stamp clocks, a child per clock */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop;

static void term(int s)  { (void)s; stop = 1; }

static int
stamp_session(int fd)
{
	char in[64], out[96];
	ssize_t n;

	for (;;) {
		alarm(600);
		n = read(fd, in, sizeof in - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 ? 0 : 1;
		in[n] = '\0';
		int len = snprintf(out, sizeof out, "T %ld %.32s\n", (long)time(NULL), in);
		for (int off = 0; off < len; ) {
			ssize_t w = write(fd, out + off, len - off);
			if (w < 0)
				return 1;
			off += w;
		}
	}
}

int
main(void)
{
	struct sockaddr_in sa = { 0 };
	struct sigaction act;
	int ls, fd, one = 1;

	memset(&act, 0, sizeof act);
	act.sa_handler = term;
	sigaction(SIGTERM, &act, NULL);
	act.sa_handler = SIG_IGN;
	sigaction(SIGCHLD, &act, NULL);	/* no zombies */

	if ((ls = socket(AF_INET, SOCK_STREAM, 0)) < 0)
		return 1;
	setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	sa.sin_family = AF_INET;
	sa.sin_port = htons(3737);
	if (bind(ls, (struct sockaddr *)&sa, sizeof sa) < 0 || listen(ls, 256) < 0) {
		perror("stamp");
		close(ls);
		return 1;
	}

	while (!stop) {
		fd = accept(ls, NULL, NULL);
		if (fd < 0) {
			if (errno == EMFILE || errno == ENFILE)
				sleep(1);
			continue;
		}
		pid_t pid = fork();
		if (pid == 0) {
			signal(SIGTERM, SIG_DFL);
			close(ls);
			_exit(stamp_session(fd));	/* the kernel closes fd */
		}
		if (pid < 0)
			perror("fork");
		close(fd);
	}
	close(ls);
	return 0;
}
