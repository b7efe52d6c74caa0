/*
 * scan.h - reading along a line, for what millions of lines are read with
 *
 * The same as base/str.h has, inline and for letters that are known when the
 * program is built.
 */
#ifndef CRUX_READERS_SCAN_H
#define CRUX_READERS_SCAN_H

#include "base/base.h"

/* Take a literal off the front if it is there. */
#define scan_take(s, lit) scan_take_n((s), "" lit, sizeof(lit) - 1)
#define scan_starts(s, lit) ((s).n >= sizeof(lit) - 1 && !memcmp((s).p, "" lit, sizeof(lit) - 1))

static inline bool
scan_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
scan_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline void
scan_pass(struct str *s, size_t n)
{
	s->p += n;
	s->n -= n;
}

static inline bool
scan_take_n(struct str *s, const char *literal, size_t n)
{
	if (s->n < n || memcmp(s->p, literal, n) != 0)
		return false;
	scan_pass(s, n);
	return true;
}

static inline void
scan_blanks(struct str *s)
{
	while (s->n && scan_is_blank(s->p[0]))
		scan_pass(s, 1);
}

/* Up to the next blank; empty at the end. */
static inline struct str
scan_word(struct str *s)
{
	struct str word;
	size_t n = 0;

	scan_blanks(s);
	while (n < s->n && !scan_is_blank(s->p[n]))
		n++;
	word = (struct str){ s->p, n };
	scan_pass(s, n);
	return word;
}

/* Decimal digits at the front; false, and nothing taken, if there are none or too many. */
static inline bool
scan_u32(struct str *s, uint32_t *ret)
{
	uint64_t v = 0;
	size_t n = 0;

	while (n < s->n && n < 11 && scan_is_digit(s->p[n]))
		v = v * 10 + (uint64_t)(s->p[n++] - '0');
	if (!n || v > UINT32_MAX)
		return false;
	*ret = (uint32_t)v;
	scan_pass(s, n);
	return true;
}

#endif
