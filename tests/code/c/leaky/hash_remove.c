#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "uthash.h"

struct conn {
	int fd;
	UT_hash_handle hh;
};
static struct conn *table;

static void conn_close(struct conn *c)
{
	HASH_DEL(table, c);
	free(c);
}

void conn_readable(struct conn *c)
{
	char buf[4096];
	ssize_t n = read(c->fd, buf, sizeof buf);

	if (n == 0) { /* expect: close-wait-leak */
		conn_close(c);
		return;
	}
	if (n < 0) {
		close(c->fd);
		conn_close(c);
	}
}
