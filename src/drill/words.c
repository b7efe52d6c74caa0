/*
 * words.c - numbers as people read them, on the arena of a question
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "drill/question.h"

struct str
tell(const struct question *q, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = str_vprintf(q->arena, fmt, ap);
	va_end(ap);
	return s;
}

struct str
tell_count(const struct question *q, uint64_t n)
{
	char buf[32];
	size_t at = sizeof buf;
	unsigned digits = 0;

	do {
		if (digits && digits % 3 == 0)
			buf[--at] = ',';
		buf[--at] = (char)('0' + n % 10);
		n /= 10;
		digits++;
	} while (n);
	return str_copy(q->arena, (struct str){ buf + at, sizeof buf - at });
}

struct str
tell_time(const struct question *q, int64_t ns)
{
	char buf[TIME_TEXT_BYTES];

	return str_copy(q->arena, str_from(duration_text(buf, ns)));
}

/* 860, 78.1, 3.54: three digits, or as many as the whole part has. */
static struct str
scaled(const struct question *q, double v, double step, const char *const *units, size_t n)
{
	size_t i = 0;
	int places;

	while (i + 1 < n && v >= 0.9995 * step) {
		v /= step;
		i++;
	}
	places = v >= 99.95 || v == floor(v) ? 0 : v >= 9.995 ? 1 : 2;
	return tell(q, "%.*f %s", places, v, units[i]);
}

struct str
tell_rate(const struct question *q, double bps)
{
	static const char *const units[] = { "bit/s", "kbit/s", "Mbit/s", "Gbit/s" };

	return scaled(q, bps, 1000, units, COUNT_OF(units));
}

struct str
tell_bytes(const struct question *q, uint64_t bytes)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB" };

	return scaled(q, (double)bytes, 1000, units, COUNT_OF(units));
}

struct str
tell_share(const struct question *q, double part, double whole)
{
	double percent = whole > 0 ? 100 * part / whole : 0;

	return tell(q, "%.*f %%", percent >= 99.95 || percent == floor(percent) ? 0 : 1, percent);
}
