/*
 * out.c - one growing buffer, flushed when it is full and there is a file behind it
 */
#include "base/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/put.h"

#define FIRST_BYTES 4096
#define FLUSH_BYTES ((size_t)1 << 18) /* stays in a core's cache beside other things */

/* Nearly all that is printed with a format is shorter; the rest is made twice. */
#define PRINTF_BYTES 256

void
out_init_memory(struct out *o)
{
	*o = (struct out){ .fd = -1 };
}

void
out_init_fd(struct out *o, int fd)
{
	*o = (struct out){ .fd = fd };
}

void
out_fini(struct out *o)
{
	free(o->buf);
	*o = (struct out){ .fd = -1 };
}

struct str
out_text(const struct out *o)
{
	return (struct str){ o->buf, o->n };
}

static void
flush(struct out *o)
{
	size_t done = 0;

	while (done < o->n && !o->error) {
		ssize_t w = write(o->fd, o->buf + done, o->n - done);

		if (w > 0)
			done += (size_t)w;
		else if (w == 0)
			o->error = EIO; /* errno tells nothing then */
		else if (errno != EINTR)
			o->error = errno;
	}
	o->n = 0;
}

bool
out_grow(struct out *o, size_t n)
{
	size_t cap = o->cap ? o->cap : FIRST_BYTES;
	char *p;

	if (o->fd >= 0 && o->n && o->n + n > FLUSH_BYTES)
		flush(o);
	if (o->cap - o->n >= n)
		return true;
	while (cap - o->n < n)
		cap *= 2;
	p = realloc(o->buf, cap);
	if (!p) {
		o->error = ENOMEM;
		return false;
	}
	o->buf = p;
	o->cap = cap;
	return true;
}

bool
out_finish(struct out *o, struct err *e)
{
	if (o->fd >= 0)
		flush(o);
	if (!o->error)
		return true;
	errno = o->error;
	return err_errno(e, "writing the output");
}

void
out_fill(struct out *o, char c, size_t n)
{
	char *p = n ? out_room(o, n) : NULL;

	if (p) {
		memset(p, c, n);
		o->n += n;
	}
}

void
out_u64(struct out *o, uint64_t v)
{
	char *p = out_room(o, PUT_NUMBER_MAX);

	if (p)
		out_wrote(o, put_u64(p, v));
}

void
out_i64(struct out *o, int64_t v)
{
	char *p = out_room(o, PUT_NUMBER_MAX);

	if (p)
		out_wrote(o, put_i64(p, v));
}

void
out_fixed(struct out *o, double v, unsigned places)
{
	char *p = out_room(o, PUT_FIXED_MAX);

	if (p)
		out_wrote(o, put_fixed(p, v, places));
}

void
out_printf(struct out *o, const char *fmt, ...)
{
	va_list ap, again;
	char *p = out_room(o, PRINTF_BYTES);
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(p, p ? PRINTF_BYTES : 0, fmt, ap);
	if (n >= PRINTF_BYTES) {
		p = out_room(o, (size_t)n + 1);
		if (p)
			vsnprintf(p, (size_t)n + 1, fmt, again);
	}
	if (n > 0 && p)
		o->n += (size_t)n;
	va_end(again);
	va_end(ap);
}
