/*
 * measure.c - what a program cost: measure PROGRAM ARGUMENT…
 *
 * The last line on standard error is CPU seconds, wall seconds and peak memory
 * in MiB. A script cannot tell the last: a process begins its life with the
 * peak of the one that started it, and an interpreter's is above a small
 * program's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
timeval_s(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int
main(int argc, char **argv)
{
	double start_s = now_s();
	struct rusage use;
	int status;
	pid_t child;

	if (argc < 2)
		return 2;
	child = fork();
	if (child == 0) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &use) < 0) {
		perror("measure");
		return EXIT_FAILURE;
	}
	fprintf(stderr, "%.6f %.6f %.2f\n", timeval_s(use.ru_utime) + timeval_s(use.ru_stime),
		now_s() - start_s, (double)use.ru_maxrss / 1024);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
