/*
 * time.c - durations and times of day as text, and back
 */
#include "base/time.h"

#include <math.h>
#include <stdio.h>

#include "base/put.h"

#define NS_PER_DAY (86400LL * NS_PER_S)

double
ns_to_s(int64_t ns)
{
	return (double)ns / NS_PER_S;
}

double
ns_to_ms(int64_t ns)
{
	return (double)ns / NS_PER_MS;
}

/*
 * v in a unit that makes it 1 to 999: three significant digits, four where the
 * last is a tenth as in an RTT of 148.2 ms, and no needless zeros.
 */
static void
few_digits(char buf[TIME_TEXT_BYTES], double v, const char *unit)
{
	char *end = put_fixed(buf, v, v >= 9.995 ? 1 : 2);

	while (end[-1] == '0' && end > buf + 1)
		end--;
	if (end[-1] == '.')
		end--;
	end = put_cstr(put_cstr(end, " "), unit);
	*end = 0;
}

/* "2 min 5 s": whole units, the second left out when it is 0. */
static void
two_units(char buf[TIME_TEXT_BYTES], long long big, const char *big_unit, long long small,
	  const char *small_unit)
{
	if (small)
		snprintf(buf, TIME_TEXT_BYTES, "%lld %s %lld %s", big, big_unit, small, small_unit);
	else
		snprintf(buf, TIME_TEXT_BYTES, "%lld %s", big, big_unit);
}

char *
duration_text(char buf[TIME_TEXT_BYTES], int64_t ns)
{
	double a = fabs((double)ns);
	long long s = (long long)round(a / NS_PER_S);

	if (ns < 0) {
		char positive[TIME_TEXT_BYTES];

		duration_text(positive, ns == INT64_MIN ? INT64_MAX : -ns);
		snprintf(buf, TIME_TEXT_BYTES, "-%.*s", TIME_TEXT_BYTES - 2, positive);
		return buf;
	}
	if (ns == 0)
		snprintf(buf, TIME_TEXT_BYTES, "0 s");
	else if (a < NS_PER_US)
		few_digits(buf, a, "ns");
	else if (a < 999.95 * NS_PER_US) /* more would be rounded to 1000 us */
		few_digits(buf, a / NS_PER_US, "us");
	else if (a < 999.95 * NS_PER_MS)
		few_digits(buf, a / NS_PER_MS, "ms");
	else if (a < 119.95 * NS_PER_S)
		few_digits(buf, a / NS_PER_S, "s");
	else if (s < 2 * 3600)
		two_units(buf, s / 60, "min", s % 60, "s");
	else if (s < 2 * 86400)
		two_units(buf, s / 3600, "h", s % 3600 / 60, "min");
	else
		two_units(buf, s / 86400, "days", s % 86400 / 3600, "h");
	return buf;
}

char *
seconds_text(char buf[TIME_TEXT_BYTES], int64_t ns)
{
	*put_seconds(buf, ns) = 0;
	return buf;
}

char *
clock_text(char buf[TIME_TEXT_BYTES], int64_t time_ns)
{
	int64_t day = time_ns % NS_PER_DAY;
	int64_t ms;

	if (day < 0)
		day += NS_PER_DAY;
	ms = day / NS_PER_MS;
	snprintf(buf, TIME_TEXT_BYTES, "%02d:%02d:%02d.%03d", (int)(ms / 3600000),
		 (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), (int)(ms % 1000));
	return buf;
}

bool
clock_parse(struct str s, int64_t *ret_ns)
{
	struct str h, m;
	uint64_t hh, mm;
	int64_t sec_ns;

	if (!str_cut(&s, ':', &h) || !str_cut(&s, ':', &m) || s.n < 2)
		return false;
	if (!str_to_u64(h, &hh) || !str_to_u64(m, &mm) || hh > 23 || mm > 59)
		return false;
	if (!str_s_to_ns(s, &sec_ns) || sec_ns < 0 || sec_ns >= 61LL * NS_PER_S)
		return false;
	*ret_ns = (int64_t)(hh * 3600 + mm * 60) * NS_PER_S + sec_ns;
	return true;
}

/* Days from 1970-01-01, proleptic Gregorian (Howard Hinnant's days_from_civil). */
static int64_t
days_from_civil(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy, doe;

	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static uint64_t
month_days(int64_t y, uint64_t m)
{
	int64_t next = m == 12 ? days_from_civil(y + 1, 1, 1)
			       : days_from_civil(y, (int64_t)m + 1, 1);

	return (uint64_t)(next - days_from_civil(y, (int64_t)m, 1));
}

/* The reverse, from the same source: civil_from_days. */
char *
date_text(char buf[TIME_TEXT_BYTES], int64_t time_ns)
{
	int64_t days = time_ns / NS_PER_DAY - (time_ns % NS_PER_DAY < 0) + 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t doe = days - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t m = (5 * doy + 2) / 153;
	int64_t month = m < 10 ? m + 3 : m - 9;

	snprintf(buf, TIME_TEXT_BYTES, "%04d-%02d-%02d", (int)(yoe + era * 400 + (month <= 2)),
		 (int)month, (int)(doy - (153 * m + 2) / 5 + 1));
	return buf;
}

bool
date_parse(struct str s, int64_t *ret_ns)
{
	uint64_t y, m, d;
	struct str py, pm;

	if (!str_cut(&s, '-', &py) || !str_cut(&s, '-', &pm) || py.n != 4)
		return false;
	if (!str_to_u64(py, &y) || !str_to_u64(pm, &m) || !str_to_u64(s, &d))
		return false;
	if (y < 1970 || y > 2200 || m < 1 || m > 12 || d < 1 || d > month_days((int64_t)y, m))
		return false;
	*ret_ns = days_from_civil((int64_t)y, (int64_t)m, (int64_t)d) * NS_PER_DAY;
	return true;
}
