/*
 * values.c - numbers in as few half bytes as they have
 *
 * What is called hundreds of times for a connection, once.
 */
#include "tcp/values.h"

static void
pen_put_long(struct pen *p, uint64_t v, unsigned n)
{
	if (n > 14)
		pen_write_16(p, VALUE_16, v);
	else
		pen_write(p, VALUE_14 | v << 4, 15);
}

void
pen_put(struct pen *p, uint64_t v)
{
	unsigned n;

	if (!v) {
		p->zeros++;
		return;
	}
	if (p->zeros)
		pen_zeros(p);
	n = (67u - (unsigned)__builtin_clzll(v)) / 4;
	if (LIKELY(n <= VALUE_SHORT_MAX))
		pen_write(p, n | v << 4, n + 1);
	else
		pen_put_long(p, v, n);
}

static uint64_t
eye_get_rest(struct eye *e, unsigned code, bool *ret_far)
{
	if (code == VALUE_ZEROS) {
		e->zeros = (unsigned)eye_read(e, 1) + ZEROS_MIN - 1;
		return 0;
	}
	if (code == VALUE_14)
		return eye_read(e, 14);
	*ret_far = code == VALUE_FAR;
	return eye_read_16(e);
}

uint64_t
eye_get(struct eye *e, bool *ret_far)
{
	uint64_t w;
	unsigned code;

	if (e->zeros) {
		e->zeros--;
		return 0;
	}
	memcpy(&w, e->at, sizeof w);
	w >>= 4 * e->odd;
	code = w & 15;
	if (UNLIKELY(code > VALUE_SHORT_MAX)) {
		eye_read(e, 1);
		return eye_get_rest(e, code, ret_far);
	}
	e->at += (code + 1 + e->odd) / 2;
	e->odd = (code + 1 + e->odd) & 1;
	return w >> 4 & (((uint64_t)1 << 4 * code) - 1);
}

enum {
	TIME_AS_LIKE,
	TIME_IS_NONE,
	TIME_OFF, /* from here on: twice the microseconds, or twice the nanoseconds and one */
};

/* False: it is written as it is. */
static bool
time_code(int64_t ns, int64_t like, uint64_t *ret)
{
	uint64_t off = (uint64_t)ns - (uint64_t)like, far = fold(off);
	int64_t us = (int64_t)off / NS_PER_US;

	if (ns == like)
		*ret = TIME_AS_LIKE;
	else if (ns == TIME_NONE)
		*ret = TIME_IS_NONE;
	else if (far >= OFF_MAX || like == TIME_NONE)
		return false;
	else if (us * NS_PER_US == (int64_t)off)
		*ret = TIME_OFF + (fold((uint64_t)us) << 1);
	else
		*ret = TIME_OFF + (far << 1 | 1);
	return true;
}

static int64_t
time_of(uint64_t code, int64_t like)
{
	uint64_t off;

	if (code < TIME_OFF)
		return code == TIME_AS_LIKE ? like : TIME_NONE;
	off = unfold((code - TIME_OFF) >> 1);
	return (int64_t)((uint64_t)like + ((code - TIME_OFF) & 1 ? off : off * NS_PER_US));
}

void
put_time(struct pen *p, int64_t ns, int64_t like)
{
	uint64_t code;

	if (time_code(ns, like, &code))
		pen_put(p, code);
	else
		pen_put_far(p, (uint64_t)ns);
}

void
put_time_if(struct pen *p, int64_t ns, int64_t like)
{
	uint64_t code;

	if (!ns)
		pen_put(p, 0);
	else if (time_code(ns, like, &code))
		pen_put(p, code + 1);
	else
		pen_put_far(p, (uint64_t)ns);
}

int64_t
get_time(struct eye *e, int64_t like)
{
	bool far = false;
	uint64_t v = eye_get(e, &far);

	return far ? (int64_t)v : time_of(v, like);
}

int64_t
get_time_if(struct eye *e, int64_t like)
{
	bool far = false;
	uint64_t v = eye_get(e, &far);

	return far || !v ? (int64_t)v : time_of(v - 1, like);
}
