/*
 * answers.c - lines typed by whoever plays
 */
#include "drill/answers.h"

#include <errno.h>
#include <unistd.h>

void
answers_init(struct answers *in, int fd)
{
	in->fd = fd;
	in->at = in->n = 0;
}

/* The next byte, -1 at the end or where reading fails. */
static int
next_byte(struct answers *in)
{
	ssize_t got;

	if (in->at < in->n)
		return (unsigned char)in->buf[in->at++];
	do
		got = read(in->fd, in->buf, sizeof in->buf);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return -1;
	in->n = (size_t)got;
	in->at = 1;
	return (unsigned char)in->buf[0];
}

bool
answers_next(struct answers *in, struct str *ret_line)
{
	size_t n = 0;
	bool any = false;
	int c;

	while ((c = next_byte(in)) >= 0) {
		any = true;
		if (c == '\n')
			break;
		if (n < sizeof in->line)
			in->line[n++] = (char)c;
	}
	*ret_line = str_trim((struct str){ in->line, n });
	return any;
}
