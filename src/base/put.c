/*
 * put.c - digits, eight at a time and without a branch
 *
 * The lengths of numbers are as good as random, and a mispredicted branch costs
 * more than all of the arithmetic.
 */
#include "base/put.h"

#include <assert.h>
#include <endian.h>
#include <math.h>
#include <stdio.h>

#include "base/time.h"

#define TEN_TO_8 100000000

/*
 * The eight digits of v < 10^8, a byte each, the first in the lowest byte. Numbers
 * are parted side by side: two of four digits in 32 bits each, four of two, eight of
 * one. 10486/2^20 and 103/2^10 are as good as 1/100 and 1/10 for what is parted.
 */
static uint64_t
eight_digits(uint32_t v)
{
	uint64_t x = v / 10000 | (uint64_t)(v % 10000) << 32;
	uint64_t high = x * 10486 >> 20 & 0x0000007f0000007f;

	x = high | (x - high * 100) << 16;
	high = x * 103 >> 10 & 0x000f000f000f000f;
	return high | (x - high * 10) << 8;
}

/* The lowest byte of digits goes first. */
static void
put_digits(char *p, uint64_t digits)
{
	digits = htole64(digits | 0x3030303030303030); /* '0' */
	memcpy(p, &digits, sizeof digits);
}

/* v < 10^8, with its leading zeros */
static char *
put_all_eight(char *p, uint32_t v)
{
	put_digits(p, eight_digits(v));
	return p + 8;
}

/* v > 0; 1233/2^12 is as good as log10(2) */
static unsigned
count_digits(uint32_t v)
{
	static const uint32_t powers[] = { 1,	   10,	    100,      1000,	 10000,
					   100000, 1000000, 10000000, 100000000, 1000000000 };
	unsigned n = (32 - (unsigned)__builtin_clz(v)) * 1233 >> 12;

	return n + (v >= powers[n]);
}

/*
 * 0 < v < 10^8, without them. The length is counted apart, as what comes next in the
 * line waits for it and not for the digits.
 */
static char *
put_up_to_eight(char *p, uint32_t v)
{
	unsigned n = count_digits(v);

	put_digits(p, eight_digits(v) >> 8 * (8 - n));
	return p + n;
}

char *
put_u64_long(char *p, uint64_t v)
{
	if (v < TEN_TO_8)
		return put_up_to_eight(p, (uint32_t)v);
	return put_all_eight(put_u64(p, v / TEN_TO_8), (uint32_t)(v % TEN_TO_8));
}

char *
put_i64(char *p, int64_t v)
{
	if (v >= 0)
		return put_u64(p, (uint64_t)v);
	*p = '-';
	return put_u64(p + 1, -(uint64_t)v);
}

char *
put_seconds(char *p, int64_t ns)
{
	uint64_t a = ns < 0 ? -(uint64_t)ns : (uint64_t)ns;
	uint32_t decimals = (uint32_t)(a % NS_PER_S);

	if (ns < 0)
		*p++ = '-';
	p = put_u64(p, a / NS_PER_S);
	*p++ = '.';
	*p++ = (char)('0' + decimals / TEN_TO_8);
	return put_all_eight(p, decimals % TEN_TO_8);
}

/* What is too large for scaled, or too near to the middle of two to tell which is nearer. */
static char *
put_fixed_by_printf(char *p, double v, unsigned places)
{
	int n = snprintf(p, PUT_FIXED_MAX, "%.*f", (int)places, v);

	return p + MIN(n, PUT_FIXED_MAX - 1);
}

/* Below this, 10^2 times as much is exact to 10^-7. */
#define FIXED_BELOW 1e6
#define NEAR_THE_MIDDLE 1e-6

char *
put_fixed(char *p, double v, unsigned places)
{
	static const uint32_t scales[] = { 1, 10, 100 };
	double scaled, rest;
	uint32_t n;

	assert(places < COUNT_OF(scales));
	if (!(v > 0 && v < FIXED_BELOW))
		return put_fixed_by_printf(p, v, places);
	scaled = v * scales[places];
	n = (uint32_t)scaled;
	rest = scaled - n;
	if (fabs(rest - 0.5) < NEAR_THE_MIDDLE)
		return put_fixed_by_printf(p, v, places);
	n += rest > 0.5;
	p = put_u64(p, n / scales[places]);
	if (!places)
		return p;
	*p++ = '.';
	if (places == 2)
		*p++ = (char)('0' + n / 10 % 10);
	*p++ = (char)('0' + n % 10);
	return p;
}
