/*
 * out.h - where text goes: a buffer in memory, or a file descriptor behind one
 *
 * Writers never fail in the middle: a failed write is remembered and told by
 * out_finish. Numbers and addresses have fast paths, as a million flows are
 * mostly digits.
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

void out_str(struct out *o, struct str s);
void out_puts(struct out *o, const char *s);
void out_char(struct out *o, char c);
void out_fill(struct out *o, char c, size_t n);
void out_u64(struct out *o, uint64_t v);
void out_i64(struct out *o, int64_t v);
void out_printf(struct out *o, const char *fmt, ...) PRINTF(2, 3);

#endif
