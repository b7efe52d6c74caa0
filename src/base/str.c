/*
 * str.c - views of text, and the one place where text becomes a number
 */
#include "base/str.h"

#include <stdio.h>

struct str
str_from(const char *nul_terminated)
{
	return (struct str){ nul_terminated, nul_terminated ? strlen(nul_terminated) : 0 };
}

char *
str_to_cstr(struct arena *a, struct str s)
{
	char *p = arena_new(a, char, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

struct str
str_copy(struct arena *a, struct str s)
{
	return (struct str){ str_to_cstr(a, s), s.n };
}

struct str
str_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	int n;
	char *p;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	p = arena_new(a, char, (size_t)MAX(n, 0) + 1);
	if (n > 0)
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, (size_t)MAX(n, 0) };
}

struct str
str_printf(struct arena *a, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = str_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = MIN(a.n, b.n);
	int d = n ? memcmp(a.p, b.p, n) : 0;

	return d ? d : (a.n > b.n) - (a.n < b.n);
}

char
char_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (char_lower(a.p[i]) != char_lower(b.p[i]))
			return false;
	return true;
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (!prefix.n || !memcmp(s.p, prefix.p, prefix.n));
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && (!suffix.n || !memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n));
}

size_t
str_find(struct str s, struct str needle)
{
	const char *at;

	if (!needle.n)
		return 0;
	at = s.n ? memmem(s.p, s.n, needle.p, needle.n) : NULL;
	return at ? (size_t)(at - s.p) : SIZE_MAX;
}

size_t
str_find_nocase(struct str s, struct str needle)
{
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (str_eq_nocase((struct str){ s.p + i, needle.n }, needle))
			return i;
	return SIZE_MAX;
}

bool
str_has(struct str s, struct str needle)
{
	return str_find(s, needle) != SIZE_MAX;
}

bool
str_has_nocase(struct str s, struct str needle)
{
	return str_find_nocase(s, needle) != SIZE_MAX;
}

size_t
str_index(struct str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : SIZE_MAX;
}

size_t
str_rindex(struct str s, char c)
{
	const char *at = s.n ? memrchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : SIZE_MAX;
}

struct str
str_from_pos(struct str s, size_t from)
{
	from = MIN(from, s.n);
	return (struct str){ s.p ? s.p + from : NULL, s.n - from };
}

struct str
str_sub(struct str s, size_t from, size_t len)
{
	s = str_from_pos(s, from);
	s.n = MIN(s.n, len);
	return s;
}

bool
char_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
char_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
char_is_alnum(char c)
{
	return char_is_digit(c) || char_is_alpha(c);
}

bool
char_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim_left(struct str s)
{
	while (s.n && char_is_space(*s.p))
		s.p++, s.n--;
	return s;
}

struct str
str_trim_right(struct str s)
{
	while (s.n && char_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_trim(struct str s)
{
	return str_trim_right(str_trim_left(s));
}

bool
str_cut(struct str *rest, char sep, struct str *ret_piece)
{
	size_t at;

	if (!rest->p)
		return false;
	at = str_index(*rest, sep);
	if (at == SIZE_MAX) {
		*ret_piece = *rest;
		*rest = (struct str){ NULL, 0 };
		return ret_piece->n > 0 || ret_piece->p != NULL;
	}
	*ret_piece = (struct str){ rest->p, at };
	*rest = str_from_pos(*rest, at + 1);
	return true;
}

bool
str_line(struct str *rest, struct str *ret_line)
{
	size_t at;

	if (!rest->n)
		return false;
	at = str_index(*rest, '\n');
	if (at == SIZE_MAX)
		at = rest->n;
	*ret_line = (struct str){ rest->p, at };
	*rest = str_from_pos(*rest, at + 1);
	if (ret_line->n && ret_line->p[ret_line->n - 1] == '\r')
		ret_line->n--;
	return true;
}

bool
str_word(struct str *rest, struct str *ret_word)
{
	struct str s = *rest;
	size_t n = 0;

	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s.p++, s.n--;
	while (n < s.n && s.p[n] != ' ' && s.p[n] != '\t')
		n++;
	*rest = str_from_pos(s, n);
	if (!n)
		return false;
	*ret_word = (struct str){ s.p, n };
	return true;
}

bool
str_take(struct str *rest, struct str prefix)
{
	if (!str_starts(*rest, prefix))
		return false;
	*rest = str_from_pos(*rest, prefix.n);
	return true;
}

bool
str_take_u64(struct str *rest, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i < rest->n && char_is_digit(rest->p[i]); i++)
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(rest->p[i] - '0'), &v))
			return false;
	if (!i)
		return false;
	*rest = str_from_pos(*rest, i);
	*ret = v;
	return true;
}

bool
str_to_u64(struct str s, uint64_t *ret)
{
	uint64_t v;

	if (!str_take_u64(&s, &v) || s.n)
		return false;
	*ret = v;
	return true;
}

bool
str_to_u32(struct str s, uint32_t *ret)
{
	uint64_t v;

	if (!str_to_u64(s, &v) || v > UINT32_MAX)
		return false;
	*ret = (uint32_t)v;
	return true;
}

bool
str_to_u16(struct str s, uint16_t *ret)
{
	uint64_t v;

	if (!str_to_u64(s, &v) || v > UINT16_MAX)
		return false;
	*ret = (uint16_t)v;
	return true;
}

bool
str_to_i64(struct str s, int64_t *ret)
{
	bool minus = str_take(&s, STR("-"));
	uint64_t v;

	if (!str_to_u64(s, &v) || v > (uint64_t)INT64_MAX + minus)
		return false;
	*ret = (int64_t)(minus ? -v : v);
	return true;
}

static int
hex_digit(char c)
{
	c = char_lower(c);
	if (char_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
str_to_hex64(struct str s, uint64_t *ret)
{
	uint64_t v = 0;

	if (!s.n || s.n > 16)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int d = hex_digit(s.p[i]);

		if (d < 0)
			return false;
		v = v << 4 | (uint64_t)d;
	}
	*ret = v;
	return true;
}

/* v = v * 10 + digit; false, and v as it was, when that does not fit. */
static bool
add_digit(uint64_t *v, char digit)
{
	uint64_t more;

	if (__builtin_mul_overflow(*v, 10u, &more) ||
	    __builtin_add_overflow(more, (uint64_t)(digit - '0'), &more))
		return false;
	*v = more;
	return true;
}

/*
 * Digits, at most one point: the value is *ret_int / 10^*ret_places. Places that
 * do not fit are dropped: that is beyond any clock.
 */
static bool
decimal(struct str s, uint64_t *ret_int, unsigned *ret_places)
{
	uint64_t v = 0;
	unsigned places = 0;
	bool point = false, digit = false, full = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (!char_is_digit(s.p[i]))
			return false;
		digit = true;
		if (!full && add_digit(&v, s.p[i]))
			places += point;
		else if (point)
			full = true;
		else
			return false;
	}
	*ret_int = v;
	*ret_places = places;
	return digit;
}

/* text · 10^scale as an integer, rounded down; false when out of range. */
static bool
scaled(struct str s, unsigned scale, int64_t *ret)
{
	bool minus = str_take(&s, STR("-"));
	unsigned places;
	uint64_t v;

	if (!decimal(s, &v, &places))
		return false;
	for (; places > scale; places--)
		v /= 10;
	for (; places < scale; places++)
		if (__builtin_mul_overflow(v, 10u, &v))
			return false;
	if (v > (uint64_t)INT64_MAX)
		return false;
	*ret = minus ? -(int64_t)v : (int64_t)v;
	return true;
}

bool
str_ms_to_ns(struct str s, int64_t *ret_ns)
{
	return scaled(s, 6, ret_ns);
}

bool
str_s_to_ns(struct str s, int64_t *ret_ns)
{
	return scaled(s, 9, ret_ns);
}

/* v * 10^exponent. One exact power, one rounding, as long as 10^22 is not passed. */
static double
scale_by_ten(double v, int64_t exponent)
{
	while (exponent) {
		int64_t step = MIN(exponent < 0 ? -exponent : exponent, 22);
		double power = 1;

		for (int64_t i = 0; i < step; i++)
			power *= 10;
		v = exponent < 0 ? v / power : v * power;
		exponent += exponent < 0 ? step : -step;
	}
	return v;
}

bool
str_to_double(struct str s, double *ret)
{
	bool minus = str_take(&s, STR("-"));
	size_t e = str_index(s, 'e');
	int64_t exponent = 0;
	unsigned places;
	uint64_t v;
	double d;

	if (e == SIZE_MAX)
		e = str_index(s, 'E');
	if (e != SIZE_MAX) {
		struct str x = str_from_pos(s, e + 1);

		str_take(&x, STR("+"));
		/* 10^20, the most that v can be, times 10^288 is finite still */
		if (!str_to_i64(x, &exponent) || exponent > 288 || exponent < -300)
			return false;
		s = str_sub(s, 0, e);
	}
	if (!decimal(s, &v, &places))
		return false;
	d = scale_by_ten((double)v, exponent - (int64_t)places);
	*ret = minus ? -d : d;
	return true;
}

#define DISTANCE_MAX_LETTERS 32

size_t
str_distance(struct str a, struct str b)
{
	size_t d[DISTANCE_MAX_LETTERS + 1][DISTANCE_MAX_LETTERS + 1];

	a.n = MIN(a.n, (size_t)DISTANCE_MAX_LETTERS);
	b.n = MIN(b.n, (size_t)DISTANCE_MAX_LETTERS);
	for (size_t i = 0; i <= a.n; i++)
		for (size_t j = 0; j <= b.n; j++) {
			if (!i || !j) {
				d[i][j] = i + j;
				continue;
			}
			d[i][j] = d[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]);
			d[i][j] = MIN(d[i][j], MIN(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				d[i][j] = MIN(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[a.n][b.n];
}
