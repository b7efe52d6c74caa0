/*
 * put.c - digits, two or eight at a time and without a branch
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

#define TEN_TO_8 UINT64_C(100000000)

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

/* "00" to "99" */
#define TEN_PAIRS(d)                                                                        \
	{ d, '0' }, { d, '1' }, { d, '2' }, { d, '3' }, { d, '4' }, { d, '5' }, { d, '6' }, \
		{ d, '7' }, { d, '8' }, { d, '9' },
static const char pairs[100][2] = { TEN_PAIRS('0') TEN_PAIRS('1') TEN_PAIRS('2') TEN_PAIRS('3')
					    TEN_PAIRS('4') TEN_PAIRS('5') TEN_PAIRS('6')
						    TEN_PAIRS('7') TEN_PAIRS('8') TEN_PAIRS('9') };

/*
 * Where all digits are wanted: v as a fraction of 2^64, of which a multiplication moves the
 * next two out at the top. The fraction is too large by less than v / 2^64, and that times
 * 10^9 is still below 1, so no digit is ever another.
 */
#define PART_OF(power_of_ten) (UINT64_MAX / (power_of_ten) + 1)

ALWAYS_INLINE size_t
move_out(uint64_t *fraction, unsigned by)
{
	unsigned __int128 moved = (unsigned __int128)*fraction * by;

	*fraction = (uint64_t)moved;
	return (size_t)(moved >> 64);
}

ALWAYS_INLINE void
put_pair(char *p, uint64_t *fraction)
{
	memcpy(p, pairs[move_out(fraction, 100)], 2);
}

ALWAYS_INLINE char *
put_four_pairs(char *p, uint64_t fraction)
{
	put_pair(p, &fraction);
	put_pair(p + 2, &fraction);
	put_pair(p + 4, &fraction);
	put_pair(p + 6, &fraction);
	return p + 8;
}

/* v < 10^8, with its leading zeros */
static char *
put_all_eight(char *p, uint32_t v)
{
	return put_four_pairs(p, v * PART_OF(TEN_TO_8));
}

/* v < 10^9, likewise */
static char *
put_all_nine(char *p, uint32_t v)
{
	uint64_t fraction = v * PART_OF(NS_PER_S);

	*p = (char)('0' + move_out(&fraction, 10));
	return put_four_pairs(p + 1, fraction);
}

/* v < 100, without a leading zero */
static char *
put_up_to_two(char *p, uint32_t v)
{
	bool one = v < 10;

	memcpy(p, pairs[v] + one, 2);
	return p + 2 - one;
}

/* v > 0; 1233/2^12 is as good as log10(2) */
static unsigned
count_digits(uint32_t v)
{
	static const uint32_t powers[] = { 1,	   10,	    100,      1000,	 10000,
					   100000, 1000000, 10000000, 100000000, 1000000000 };
	unsigned highest = (unsigned)__builtin_clz(v) ^ 31; /* gcc knows that as bsr */
	unsigned n = (highest + 1) * 1233 >> 12;

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
	p = v < TEN_TO_8 * 100 ? put_up_to_two(p, (uint32_t)(v / TEN_TO_8))
			       : put_u64(p, v / TEN_TO_8);
	return put_all_eight(p, (uint32_t)(v % TEN_TO_8));
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
	uint64_t seconds = a / NS_PER_S;

	if (ns < 0)
		*p++ = '-';
	p = put_u64(p, seconds);
	*p++ = '.';
	return put_all_nine(p, (uint32_t)(a - seconds * NS_PER_S));
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
