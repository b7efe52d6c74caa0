/*
 * out.h - where text goes: a buffer in memory, or a file descriptor behind one
 *
 * Writers never fail in the middle: a failed write is remembered and told by
 * out_finish.
 */
#ifndef CRUX_BASE_OUT_H
#define CRUX_BASE_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/str.h"

struct out {
	char *buf;
	size_t n, cap;
	int fd;	   /* -1: memory only */
	int error; /* errno of the first failed write, 0 none */
};

/* Text kept in memory; it is at o->buf, o->n bytes, until out_fini. */
void out_init_memory(struct out *o);
/* Text written to fd, which stays the caller's. */
void out_init_fd(struct out *o, int fd);
/* Write what is left; false with e set when any write failed. */
bool out_finish(struct out *o, struct err *e);
void out_fini(struct out *o);
struct str out_text(const struct out *o);

/* Flush or grow for n bytes more; false when there is no memory for them. */
bool out_grow(struct out *o, size_t n);

/*
 * Where n bytes may be written (put.h), until the next call for o; NULL when there
 * is no memory, which out_finish tells. out_wrote ends it, with the place behind.
 */
static inline char *
out_room(struct out *o, size_t n)
{
	return LIKELY(o->cap - o->n >= n) || out_grow(o, n) ? o->buf + o->n : NULL;
}

static inline void
out_wrote(struct out *o, const char *end)
{
	o->n = (size_t)(end - o->buf);
}

static inline void
out_char(struct out *o, char c)
{
	char *p = out_room(o, 1);

	if (p) {
		*p = c;
		o->n++;
	}
}

static inline void
out_str(struct out *o, struct str s)
{
	char *p = s.n ? out_room(o, s.n) : NULL;

	if (p) {
		memcpy(p, s.p, s.n);
		o->n += s.n;
	}
}

/* Inline, as the compiler then knows the length of a literal. */
static inline void
out_puts(struct out *o, const char *s)
{
	out_str(o, (struct str){ s, s ? strlen(s) : 0 });
}

void out_fill(struct out *o, char c, size_t n);
void out_u64(struct out *o, uint64_t v);
void out_i64(struct out *o, int64_t v);
void out_fixed(struct out *o, double v, unsigned places); /* put_fixed */
void out_printf(struct out *o, const char *fmt, ...) PRINTF(2, 3);

#endif
