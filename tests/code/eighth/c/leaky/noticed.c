/* noticed - one child per editor, sends the public notices of the municipality */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static void reap(int sig)
{
	int e = errno;
	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	errno = e;
}

static int put(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t w = send(fd, p, n, MSG_NOSIGNAL);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return -1;
		p += w;
		n -= (size_t)w;
	}
	return 0;
}

static void editor(int fd)
{
	struct timeval tv = { 60, 0 };
	char line[512 + 6] = "NOTED ";
	ssize_t n;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &tv, sizeof tv);
	while ((n = recv(fd, line + 6, sizeof line - 6, 0)) > 0)
		if (put(fd, line, (size_t)n + 6))
			break;
	close(fd);
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = reap, .sa_flags = SA_RESTART };
	struct sockaddr_in a = { .sin_family = AF_INET };
	int one = 1, lfd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_port = htons(argc > 1 ? (unsigned short)atoi(argv[1]) : 4040);
	sigaction(SIGCHLD, &sa, NULL);
	setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (lfd < 0 || bind(lfd, (struct sockaddr *)&a, sizeof a) || listen(lfd, 128)) {
		perror("noticed");
		return 1;
	}
	for (;;) {
		int fd = accept(lfd, NULL, NULL);
		pid_t pid;

		if (fd < 0) {
			if (errno != EINTR)
				sleep(1);
			continue;
		}
		pid = fork();
		if (pid < 0) {
			perror("fork");
			close(fd);
			continue;
		}
		if (pid == 0) {
			close(lfd);
			editor(fd);
			_exit(0);
		}
		fprintf(stderr, "editor served by %d\n", (int)pid);
	}
}
