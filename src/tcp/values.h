/*
 * values.h - numbers in as few half bytes as they have
 *
 * Private to src/tcp. Each is a code of four bits and as many half bytes as the code says; a
 * run of zeros is two half bytes. What is written is read back in the same order, and
 * nothing says where it ends. The sign of a difference goes to its lowest bit, so that small
 * is short either way; times are whole microseconds in most captures, and then kept so.
 */
#ifndef CRUX_TCP_VALUES_H
#define CRUX_TCP_VALUES_H

#include <string.h>

#include "base/base.h"

/* Codes up to this one are so many half bytes. */
#define VALUE_SHORT_MAX 11
/* The value follows as it is, in 16: no difference, as that would not fit. */
#define VALUE_FAR 12
#define VALUE_16 13
#define VALUE_14 14
/* Half a byte says how many zeros. */
#define VALUE_ZEROS 15
#define ZEROS_MIN 2
#define ZEROS_MAX (ZEROS_MIN + 15)

/* A value takes so many bytes at most; so many behind the last are written or read as well. */
#define VALUE_BYTES_MAX 9
#define VALUES_SLACK 16

struct pen {
	uint8_t *at;
	unsigned odd;	/* half a byte of *at is written */
	unsigned zeros; /* not written yet */
};

struct eye {
	const uint8_t *at;
	unsigned odd;
	unsigned zeros; /* that were read, and not taken yet */
};

/* So many half bytes of v, 15 at most; those above are 0. */
ALWAYS_INLINE void
pen_write(struct pen *p, uint64_t v, unsigned n)
{
	uint64_t w = p->odd ? (*p->at & 15u) | v << 4 : v;

	memcpy(p->at, &w, sizeof w);
	n += p->odd;
	p->at += n / 2;
	p->odd = n & 1;
}

static inline void
pen_write_16(struct pen *p, unsigned code, uint64_t v)
{
	pen_write(p, code, 1);
	pen_write(p, v & UINT32_MAX, 8);
	pen_write(p, v >> 32, 8);
}

static inline void
pen_zeros(struct pen *p)
{
	unsigned n = p->zeros;

	for (; n >= ZEROS_MIN; n -= MIN(n, (unsigned)ZEROS_MAX))
		pen_write(p, VALUE_ZEROS | (MIN(n, (unsigned)ZEROS_MAX) - ZEROS_MIN) << 4, 2);
	pen_write(p, 0, n);
	p->zeros = 0;
}

void pen_put(struct pen *p, uint64_t v);

static inline void
pen_put_far(struct pen *p, uint64_t v)
{
	if (p->zeros)
		pen_zeros(p);
	pen_write_16(p, VALUE_FAR, v);
}

/* Behind the last byte. */
static inline uint8_t *
pen_end(struct pen *p)
{
	pen_zeros(p);
	return p->at + p->odd;
}

static inline uint64_t
eye_read(struct eye *e, unsigned n)
{
	uint64_t w;

	memcpy(&w, e->at, sizeof w);
	w = w >> 4 * e->odd & (UINT64_MAX >> (64 - 4 * n));
	n += e->odd;
	e->at += n / 2;
	e->odd = n & 1;
	return w;
}

static inline uint64_t
eye_read_16(struct eye *e)
{
	uint64_t low = eye_read(e, 8);

	return low | eye_read(e, 8) << 32;
}

/* *ret_far is set where it follows as it is. */
uint64_t eye_get(struct eye *e, bool *ret_far);

/* --- how far it is from what it is like --- */

static inline uint64_t
fold(uint64_t off)
{
	return off << 1 ^ -(off >> 63);
}

static inline uint64_t
unfold(uint64_t bits)
{
	return bits >> 1 ^ -(bits & 1);
}

static inline void
put_like(struct pen *p, uint64_t v, uint64_t like)
{
	pen_put(p, fold(v - like));
}

static inline uint64_t
get_like(struct eye *e, uint64_t like)
{
	bool far = false;

	return like + unfold(eye_get(e, &far));
}

/* The same where 0 says that there is none. */
#define OFF_MAX ((uint64_t)1 << 61)

static inline void
put_if(struct pen *p, uint64_t v, uint64_t like)
{
	uint64_t off = fold(v - like);

	if (!v)
		pen_put(p, 0);
	else if (off < OFF_MAX)
		pen_put(p, off + 1);
	else
		pen_put_far(p, v);
}

static inline uint64_t
get_if(struct eye *e, uint64_t like)
{
	bool far = false;
	uint64_t v = eye_get(e, &far);

	return far || !v ? v : like + unfold(v - 1);
}

/* Of times, of which one may be TIME_NONE. */
void put_time(struct pen *p, int64_t ns, int64_t like);
int64_t get_time(struct eye *e, int64_t like);
/* … and 0 that there is none. */
void put_time_if(struct pen *p, int64_t ns, int64_t like);
int64_t get_time_if(struct eye *e, int64_t like);

#endif
