/*
 * put.h - text written where a pointer stands
 *
 * For lines that are printed by the million: whoever calls has made room for the
 * most that can come (out_room), so that nothing is asked in between. Each
 * returns the place behind what it wrote. No NUL is added.
 */
#ifndef CRUX_BASE_PUT_H
#define CRUX_BASE_PUT_H

#include <stdint.h>
#include <string.h>

#include "base/str.h"

/*
 * The room to make for "18446744073709551615", "-9223372036854775808" and
 * "-9223372036.854775808". Digits are written by eights: up to seven bytes behind the
 * text, within that room, may be changed too.
 */
#define PUT_NUMBER_MAX 24
#define PUT_SECONDS_MAX 24

/* Two digits and more; put_u64 is for all. */
char *put_u64_long(char *p, uint64_t v);
char *put_i64(char *p, int64_t v);
/* Seconds with nine decimals, "-1.500000000". */
char *put_seconds(char *p, int64_t ns);

/*
 * As printf's "%.*f", with 0 to 2 places; more than PUT_FIXED_MAX - 1 letters, as of
 * numbers above 10^27, are cut.
 */
#define PUT_FIXED_MAX 32
char *put_fixed(char *p, double v, unsigned places);

/* Most counters are 0 or little more. */
static inline char *
put_u64(char *p, uint64_t v)
{
	if (v >= 10)
		return put_u64_long(p, v);
	*p = (char)('0' + v);
	return p + 1;
}

static inline char *
put_str(char *p, struct str s)
{
	if (s.n)
		memcpy(p, s.p, s.n);
	return p + s.n;
}

/* Inline, as the compiler then knows the length of a literal. */
static inline char *
put_cstr(char *p, const char *s)
{
	return put_str(p, (struct str){ s, strlen(s) });
}

#endif
