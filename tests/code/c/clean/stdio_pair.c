/* line server on stdio streams per client, via inetd or own accept; FILE pair */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <pthread.h>
#include <stdlib.h>
static int session(FILE *in, FILE *out)
{
	char line[256];
	while (fgets(line, sizeof line, in)) {
		if (!strncmp(line, "quit", 4))
			return 0;
		if (fprintf(out, "you said %s", line) < 0 || fflush(out) == EOF)
			return -1;
	}
	return ferror(in) ? -1 : 0;
}
static void *one(void *arg)
{
	int fd = *(int *)arg, copy;
	FILE *in, *out;
	free(arg);
	if ((copy = dup(fd)) < 0) {
		close(fd);
		return NULL;
	}
	in = fdopen(fd, "r");
	if (!in) {
		close(fd);
		close(copy);
		return NULL;
	}
	out = fdopen(copy, "w");
	if (!out) {
		fclose(in);
		close(copy);
		return NULL;
	}
	session(in, out);
	fclose(out);
	fclose(in);
	return NULL;
}
int main(int argc, char **argv)
{
	int l = argc > 1 ? atoi(argv[1]) : -1;
	if (l < 0)
		return session(stdin, stdout) < 0;
	for (;;) {
		pthread_t t;
		int *fd = malloc(sizeof *fd);
		if (!fd) {
			sleep(1);
			continue;
		}
		*fd = accept(l, NULL, NULL);
		if (*fd < 0) {
			free(fd);
			usleep(100000);
			continue;
		}
		if (pthread_create(&t, NULL, one, fd)) {
			close(*fd);
			free(fd);
			continue;
		}
		pthread_detach(t);
	}
}
