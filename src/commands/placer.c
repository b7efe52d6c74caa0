/*
 * placer.c - a byte for the order, errno as the answer, over a pair of sockets
 */
#include "commands/placer.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ORDER 'p'

/*
 * What ends crux from the terminal must not end the placer: it has to tidy up. It
 * keeps nothing open that somebody waits for.
 */
static void
become_quiet(int fd)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };

	for (size_t i = 0; i < COUNT_OF(signals); i++)
		signal(signals[i], SIG_IGN);
	dup2(fd, STDIN_FILENO);
	close_range(STDOUT_FILENO, ~0u, 0);
}

static ssize_t
read_again(int fd, void *p, size_t n)
{
	ssize_t got;

	do
		got = read(fd, p, n);
	while (got < 0 && errno == EINTR);
	return got;
}

NORETURN static void
serve(int fd, const char *temporary, const char *path)
{
	int answer = 0;
	char order;

	become_quiet(fd);
	if (read_again(STDIN_FILENO, &order, 1) == 1 && order == ORDER)
		answer = rename(temporary, path) ? errno : 0;
	else
		answer = ECANCELED;
	if (answer)
		unlink(temporary);
	_exit(write(STDIN_FILENO, &answer, sizeof answer) != sizeof answer);
}

bool
placer_start(struct placer *p, const char *temporary, const char *path, struct err *e)
{
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return err_errno(e, "%s", path);
	pid = fork();
	if (pid < 0) {
		err_errno(e, "%s", path);
		close(ends[0]);
		close(ends[1]);
		return false;
	}
	if (!pid) {
		close(ends[0]);
		serve(ends[1], temporary, path);
	}
	close(ends[1]);
	*p = (struct placer){ .pid = pid, .fd = ends[0] };
	return true;
}

static void
end(struct placer *p)
{
	close(p->fd);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*p = (struct placer){ .fd = -1 };
}

bool
placer_place(struct placer *p)
{
	static const char order = ORDER;
	int answer = EIO;

	/* Should the placer have died, that is an error to tell and no signal to die of. */
	signal(SIGPIPE, SIG_IGN);
	if (write(p->fd, &order, 1) == 1 &&
	    read_again(p->fd, &answer, sizeof answer) != sizeof answer)
		answer = EIO;
	end(p);
	errno = answer;
	return !answer;
}

void
placer_abandon(struct placer *p)
{
	end(p);
}
