/*
 * units.c - numbers with units, as the system's tools print them
 */
#include "readers/units.h"

/* Beyond 2^63 nothing is a size or a time, and the cast would be undefined. */
#define VALUE_END 9223372036854775808.0

/* inet_diag's idiag_expires is 32 bits of milliseconds (linux/inet_diag.h). */
#define TIMER_MAX_MS UINT32_MAX

/* Split "1.5Mbps" into "1.5" and "Mbps"; "1.2e+06" has no unit. */
static void
split(struct str s, struct str *ret_number, struct str *ret_unit)
{
	size_t n = 0;

	while (n < s.n) {
		bool exponent =
			char_lower(s.p[n]) == 'e' && n + 1 < s.n &&
			(char_is_digit(s.p[n + 1]) || s.p[n + 1] == '+' || s.p[n + 1] == '-');

		if (exponent)
			n += 2;
		else if (char_is_digit(s.p[n]) || s.p[n] == '.')
			n++;
		else
			break;
	}
	*ret_number = str_sub(s, 0, n);
	*ret_unit = str_from_pos(s, n);
}

/* number · factor, exact for whole numbers. */
static bool
multiply(struct str number, uint64_t factor, uint64_t *ret)
{
	uint64_t whole;
	double d;

	if (str_to_u64(number, &whole)) {
		if (__builtin_mul_overflow(whole, factor, &whole))
			return false;
		*ret = whole;
		return true;
	}
	if (!str_to_double(number, &d) || d < 0)
		return false;
	d = d * (double)factor + 0.5;
	if (!(d < VALUE_END))
		return false;
	*ret = (uint64_t)d;
	return true;
}

/* 0 for no prefix, 1 for K, 2 for M …; the letter is taken off. */
static unsigned
take_prefix(struct str *unit)
{
	static const char letters[] = "kmgt";
	const char *at = unit->n ? strchr(letters, char_lower(*unit->p)) : NULL;

	if (!at || !*at)
		return 0;
	*unit = str_from_pos(*unit, 1);
	return (unsigned)(at - letters) + 1;
}

bool
unit_bytes_of(struct str s, uint64_t bare_unit_bytes, uint64_t *ret_bytes)
{
	struct str number, unit;
	unsigned prefix;

	split(s, &number, &unit);
	if (!unit.n)
		return multiply(number, bare_unit_bytes, ret_bytes);
	prefix = take_prefix(&unit);
	if (prefix)
		str_take(&unit, STR("i"));
	str_take(&unit, STR("B"));
	return !unit.n && multiply(number, 1ull << (10 * prefix), ret_bytes);
}

bool
unit_bytes(struct str s, uint64_t *ret_bytes)
{
	return unit_bytes_of(s, 1, ret_bytes);
}

bool
unit_bps(struct str s, uint64_t *ret_bps)
{
	uint64_t factor = 1;
	struct str number, unit;

	split(s, &number, &unit);
	for (unsigned prefix = take_prefix(&unit); prefix; prefix--)
		factor *= 1000;
	if (unit.n && !str_eq_nocase(unit, STR("bps")) && !str_eq_nocase(unit, STR("bit")) &&
	    !str_eq_nocase(unit, STR("bit/s")))
		return false;
	return multiply(number, factor, ret_bps);
}

static const struct {
	struct str name;
	double ns;
} time_units[] = {
	{ { "", 0 }, NS_PER_MS },     { { "ms", 2 }, NS_PER_MS },   { { "us", 2 }, NS_PER_US },
	{ { "usec", 4 }, NS_PER_US }, { { "msec", 4 }, NS_PER_MS }, { { "s", 1 }, NS_PER_S },
	{ { "sec", 3 }, NS_PER_S },
};

bool
unit_ms(struct str s, int64_t *ret_ns)
{
	struct str number, unit;
	double d;

	split(s, &number, &unit);
	if ((!unit.n || str_eq(unit, STR("ms"))) && str_ms_to_ns(number, ret_ns))
		return true; /* exact to the last digit */
	for (size_t i = 0; i < COUNT_OF(time_units); i++) {
		if (!str_eq(unit, time_units[i].name))
			continue;
		if (!str_to_double(number, &d))
			return false;
		d = d * time_units[i].ns + 0.5;
		if (!(d < VALUE_END))
			return false;
		*ret_ns = (int64_t)d;
		return true;
	}
	return false;
}

/* "59sec", "14." before milliseconds: the number that a word follows. */
static bool
take_part(struct str *s, struct str word, uint64_t *ret)
{
	struct str rest = *s;
	uint64_t v;

	if (!str_take_u64(&rest, &v) || !str_take(&rest, word))
		return false;
	*s = rest;
	*ret = v;
	return true;
}

bool
unit_ss_timer(struct str s, int64_t *ret_ns)
{
	uint64_t min = 0, sec = 0, ms = 0;

	take_part(&s, STR("min"), &min);
	if (!take_part(&s, STR("sec"), &sec) && take_part(&s, STR("."), &sec) &&
	    str_index(s, 'm') != 3) /* always three places: "4.040ms" */
		return false;
	take_part(&s, STR("ms"), &ms);
	if (s.n || min > TIMER_MAX_MS || sec > TIMER_MAX_MS || ms > TIMER_MAX_MS)
		return false;
	ms += (min * 60 + sec) * 1000;
	if (ms > TIMER_MAX_MS)
		return false;
	*ret_ns = (int64_t)ms * NS_PER_MS;
	return true;
}
