/*
 * date_line.c - what the command date prints
 *
 * Locales order the words as they like, so each word is taken for what it looks
 * like, and the line is a date when it has all parts and nothing else.
 */
#include "readers/date_line.h"

#include <stdio.h>

#include "readers/months.h"

struct parts {
	uint64_t year, month, day;
	int64_t clock_ns;
	bool has_clock, afternoon;
	unsigned names; /* words that only look like a weekday or a zone */
};

static bool
take_number(struct parts *p, struct str word)
{
	uint64_t v;

	if (!str_to_u64(word, &v))
		return false;
	if (word.n == 4 && !p->year)
		p->year = v;
	else if (word.n <= 2 && v >= 1 && v <= 31 && !p->day)
		p->day = v;
	else
		return false;
	return true;
}

/* "CET", "+0100", "Sunday", "月曜日" */
static bool
is_name(struct str word)
{
	size_t i = word.n && (word.p[0] == '+' || word.p[0] == '-');

	for (; i < word.n; i++)
		if (!char_is_alnum(word.p[i]) && word.p[i] != ':' && word.p[i] >= 0)
			return false;
	return word.n > 1 && word.n <= 9;
}

static bool
take_month(struct parts *p, struct str word)
{
	unsigned month = month_number(word);

	if (month)
		p->month = month;
	return month > 0;
}

/* "2026年", "23日", as Japanese and Chinese have it */
static struct str
without_unit(struct str word)
{
	if (word.n > 3 && char_is_digit(word.p[0]) &&
	    (str_ends(word, STR("年")) || str_ends(word, STR("日"))))
		word.n -= 3;
	return word;
}

static bool
take_word(struct parts *p, struct str word)
{
	while (str_ends(word, STR(",")) || str_ends(word, STR(".")))
		word.n--;
	word = without_unit(word);
	if (!p->has_clock && clock_parse(word, &p->clock_ns))
		return p->has_clock = true;
	if (str_eq_nocase(word, STR("PM")))
		return p->afternoon = true;
	if (str_eq_nocase(word, STR("AM")))
		return true;
	if (take_number(p, word) || (!p->month && take_month(p, word)))
		return true;
	return is_name(word) && p->names++ < 2;
}

static bool
day_of(const struct parts *p, int64_t *ret_ns)
{
	char date[32];

	snprintf(date, sizeof(date), "%04u-%02u-%02u", (unsigned)p->year, (unsigned)p->month,
		 (unsigned)p->day);
	return date_parse(str_from(date), ret_ns);
}

/* "2026-11-22T14:39:09+00:00", "2026-11-22 14:39:09.5" */
static bool
iso_parse(struct str s, int64_t *ret_ns)
{
	struct str clock = str_from_pos(s, 11);
	int64_t day, ns;
	size_t zone = 8;

	if (s.n < 19 || (s.p[10] != 'T' && s.p[10] != ' ') || !date_parse(str_sub(s, 0, 10), &day))
		return false;
	while (zone < clock.n && (char_is_digit(clock.p[zone]) || clock.p[zone] == '.'))
		zone++;
	if (!clock_parse(str_sub(clock, 0, zone), &ns) || clock.n - zone > 7)
		return false;
	*ret_ns = day + ns;
	return true;
}

/* Ten digits are from 2001 to 2286. */
static bool
seconds_parse(struct str s, int64_t *ret_ns)
{
	return s.n >= 10 && str_index(s, '.') == (s.n == 10 ? SIZE_MAX : 10) && s.p[0] != '0' &&
	       str_s_to_ns(s, ret_ns);
}

bool
date_line_parse(struct str line, int64_t *ret_ns)
{
	struct str rest = str_trim(line), word;
	struct parts p = { .year = 0 };
	int64_t day;

	if (rest.n > 64)
		return false;
	if (iso_parse(rest, ret_ns) || seconds_parse(rest, ret_ns))
		return true;
	while (str_word(&rest, &word))
		if (!take_word(&p, word))
			return false;
	if (!p.has_clock || !p.month || !day_of(&p, &day))
		return false;
	if (p.afternoon && p.clock_ns < 12LL * 3600 * NS_PER_S)
		p.clock_ns += 12LL * 3600 * NS_PER_S;
	*ret_ns = day + p.clock_ns;
	return true;
}

/* Abbreviations that stand for one zone alone; in hours. */
static const struct {
	const char *name;
	int hours;
} zones[] = {
	{ "UTC", 0 },  { "GMT", 0 },  { "WET", 0 },   { "WEST", 1 },  { "CET", 1 },
	{ "CEST", 2 }, { "EET", 2 },  { "EEST", 3 },  { "MSK", 3 },   { "EST", -5 },
	{ "EDT", -4 }, { "CDT", -5 }, { "MST", -7 },  { "MDT", -6 },  { "PST", -8 },
	{ "PDT", -7 }, { "JST", 9 },  { "AEST", 10 }, { "AEDT", 11 }, { "NZST", 12 },
};

/* "+0100", "-05:30" */
static bool
zone_digits(struct str s, int64_t *ret_ns)
{
	bool minus = str_starts(s, STR("-"));
	struct str hours = str_sub(s, 1, 2), rest = str_from_pos(s, 3);
	uint64_t h, m;

	if (s.n < 5 || (!minus && s.p[0] != '+'))
		return false;
	str_take(&rest, STR(":"));
	if (rest.n != 2 || !str_to_u64(hours, &h) || !str_to_u64(rest, &m) || h > 14 || m > 59)
		return false;
	*ret_ns = (int64_t)(h * 60 + m) * 60 * NS_PER_S * (minus ? -1 : 1);
	return true;
}

bool
date_line_zone(struct str line, int64_t *ret_ns)
{
	struct str rest = str_trim(line), word;

	while (str_word(&rest, &word)) {
		/* "2026-11-22T14:39:09+01:00" */
		struct str tail = str_from_pos(word, word.n > 19 ? 19 : 0);

		if (zone_digits(tail, ret_ns))
			return true;
		if (word.n > 19 && str_eq(tail, STR("Z"))) {
			*ret_ns = 0;
			return true;
		}
		for (size_t i = 0; i < COUNT_OF(zones); i++)
			if (str_eq(word, str_from(zones[i].name))) {
				*ret_ns = zones[i].hours * (int64_t)3600 * NS_PER_S;
				return true;
			}
	}
	return false;
}
