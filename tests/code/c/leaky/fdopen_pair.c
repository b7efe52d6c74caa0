#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int greet(int l)
{
	char line[256];
	FILE *in;
	int fd = accept(l, NULL, NULL);

	if (fd < 0)
		return -1;
	in = fdopen(fd, "r");
	if (!in)
		return -1; /* expect: close-wait-leak */
	if (!fgets(line, sizeof line, in)) { /* expect: close-wait-leak */
		perror("fgets");
		return -1;
	}
	fprintf(stderr, "hello %s", line);
	fclose(in);
	return 0;
}
