#include <sys/socket.h>
#include <stdio.h>
#include <unistd.h>
#include <string.h>
/* answers a line per sensor through many tiny writes */
static void put_str(int fd, const char *s) { send(fd, s, strlen(s), MSG_NOSIGNAL); }
static void put_num(int fd, int v) { char b[16]; snprintf(b, sizeof b, "%d", v); put_str(fd, b); }
void report(int fd, const int *v, int n)
{
	for (int i = 0; i < n; i++) {
		put_num(fd, v[i]); /* expect: small-writes */
		put_str(fd, ",");
	}
	put_str(fd, "\n");
}
