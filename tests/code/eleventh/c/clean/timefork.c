/*
 *	timefork - daytime for the old PBX boxes, forks like it's 1994
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <netinet/in.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
onchild(int sig)
{
	int	save = errno;

	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		continue;
	errno = save;
}

static void
child(int fd)
{
	char	out[64];
	time_t	now = time(NULL);
	size_t	len, off;
	ssize_t	n;

	alarm(20);
	len = strftime(out, sizeof out, "%Y-%m-%d %H:%M:%S\r\n", localtime(&now));
	for (off = 0; off < len; off += (size_t)n)
		if ((n = write(fd, out + off, len - off)) <= 0)
			break;
	close(fd);
	_exit(0);
}

int
main(void)
{
	struct sockaddr_in	me;
	int			ls, fd, yes = 1;

	memset(&me, 0, sizeof me);
	me.sin_family = AF_INET;
	me.sin_port = htons(1313);
	signal(SIGCHLD, onchild);
	if ((ls = socket(AF_INET, SOCK_STREAM, 0)) < 0) {
		perror("socket");
		return 1;
	}
	setsockopt(ls, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(ls, (struct sockaddr *)&me, sizeof me) < 0 || listen(ls, 128) < 0) {
		perror("timefork");
		return 1;
	}
	for (;;) {
		if ((fd = accept(ls, NULL, NULL)) < 0) {
			if (errno != EINTR && errno != ECONNABORTED) {
				perror("accept");
				sleep(1);
			}
			continue;
		}
		switch (fork()) {
		case 0:
			close(ls);
			child(fd);
			/* NOTREACHED */
		case -1:
			perror("fork");
			/* FALLTHROUGH */
		default:
			close(fd);
		}
	}
}
