/*
 * out.c - one growing buffer, flushed at 1 MiB when there is a file behind it
 */
#include "base/out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FLUSH_BYTES ((size_t)1 << 20)

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

/* Room for n more bytes; false (and the text is dropped) when there is none. */
static bool
room(struct out *o, size_t n)
{
	size_t cap = o->cap ? o->cap : 4096;
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
out_str(struct out *o, struct str s)
{
	if (!s.n || !room(o, s.n))
		return;
	memcpy(o->buf + o->n, s.p, s.n);
	o->n += s.n;
}

void
out_puts(struct out *o, const char *s)
{
	out_str(o, str_from(s));
}

void
out_char(struct out *o, char c)
{
	if (room(o, 1))
		o->buf[o->n++] = c;
}

void
out_fill(struct out *o, char c, size_t n)
{
	if (!n || !room(o, n))
		return;
	memset(o->buf + o->n, c, n);
	o->n += n;
}

void
out_u64(struct out *o, uint64_t v)
{
	char tmp[20];
	size_t i = sizeof tmp;

	do
		tmp[--i] = (char)('0' + v % 10);
	while (v /= 10);
	out_str(o, (struct str){ tmp + i, sizeof tmp - i });
}

void
out_i64(struct out *o, int64_t v)
{
	if (v < 0)
		out_char(o, '-');
	out_u64(o, v < 0 ? -(uint64_t)v : (uint64_t)v);
}

void
out_printf(struct out *o, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n > 0 && room(o, (size_t)n + 1)) {
		vsnprintf(o->buf + o->n, (size_t)n + 1, fmt, again);
		o->n += (size_t)n;
	}
	va_end(again);
	va_end(ap);
}
