/*
 * say.c - numbers for people: three digits that matter, and a unit
 */
#include <math.h>
#include <stdio.h>

#include "diagnose/rule.h"

const char *
say(struct finding *f, const char *fmt, ...)
{
	struct str text;
	va_list ap;

	va_start(ap, fmt);
	text = str_vprintf(f->arena, fmt, ap);
	va_end(ap);
	return str_to_cstr(f->arena, text);
}

/* v in the largest unit that leaves at least 1 before the point. */
static const char *
with_unit(struct finding *f, double v, double step, const char *const units[4])
{
	int u = 0, places;

	while (u < 3 && v >= step * 0.9995) {
		v /= step;
		u++;
	}
	places = v >= 99.95 || fabs(v - round(v)) < 0.005 ? 0 : v >= 9.995 ? 1 : 2;
	return say(f, "%.*f %s", places, v, units[u]);
}

const char *
say_rate(struct finding *f, double bits_per_s)
{
	static const char *const units[4] = { "bit/s", "kbit/s", "Mbit/s", "Gbit/s" };

	return with_unit(f, bits_per_s, 1000, units);
}

const char *
say_bytes(struct finding *f, double bytes)
{
	static const char *const units[4] = { "bytes", "kB", "MB", "GB" };

	return with_unit(f, bytes, 1000, units);
}

const char *
say_time(struct finding *f, int64_t ns)
{
	char buf[TIME_TEXT_BYTES];

	return str_to_cstr(f->arena, str_from(duration_text(buf, ns)));
}

const char *
say_percent(struct finding *f, double share)
{
	double v = share * 100;

	if (v > 0 && v < 0.095)
		return say(f, "%.2g %%", v);
	return say(f, "%.*f %%", v >= 9.95 || v == 0 ? 0 : v >= 0.95 ? 1 : 2, v);
}

const char *
say_count(struct finding *f, uint64_t n)
{
	char digits[24], grouped[32];
	int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
	size_t at = 0;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			grouped[at++] = ',';
		grouped[at++] = digits[i];
	}
	return str_to_cstr(f->arena, (struct str){ grouped, at });
}

const char *
say_things(struct finding *f, uint64_t n, const char *one, const char *many)
{
	return say(f, "%s %s", say_count(f, n), n == 1 ? one : many);
}

const char *
say_endpoint(struct finding *f, const struct endpoint *e)
{
	char buf[ENDPOINT_TEXT_BYTES];

	return str_to_cstr(f->arena, str_from(endpoint_text(buf, e)));
}

const char *
say_addr(struct finding *f, const struct addr *a)
{
	char buf[ADDR_TEXT_BYTES];

	return str_to_cstr(f->arena, str_from(addr_text(buf, a)));
}
