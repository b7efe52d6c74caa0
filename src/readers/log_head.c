/*
 * log_head.c - the time, host and program in front of a log line
 *
 * There are as many forms as loggers. Each form is one function that takes its
 * part off the front; the first that fits is the line's. A date without a year
 * (syslog) is a time of day, and the day beside it: which year it was, other evidence tells.
 */
#include "readers/log_text.h"

#include <stdio.h>

#include "readers/months.h"

/* "Sun", "lun.", "Mo", "月": whatever word a locale has. */
static bool
is_weekday(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!char_is_alpha(s.p[i]) && s.p[i] != '.' && s.p[i] >= 0)
			return false;
	return s.n > 1 && s.n <= 8;
}

static bool
day_of(uint64_t year, unsigned month, uint64_t day, int64_t *ret_ns)
{
	char text[32];
	int n;

	if (year > 9999 || day > 31 || !month)
		return false;
	n = snprintf(text, sizeof(text), "%04u-%02u-%02u", (unsigned)year, month, (unsigned)day);
	return n > 0 && date_parse((struct str){ text, (size_t)n }, ret_ns);
}

/* "14:28:01", "14:28:01.123", "14:28:01,123": as many characters as belong. */
static bool
take_clock(struct str *rest, int64_t *ret_ns)
{
	char text[32];
	size_t n = 0;

	while (n < rest->n && n < sizeof(text) &&
	       (char_is_digit(rest->p[n]) || rest->p[n] == ':' ||
		(n >= 7 && (rest->p[n] == '.' || rest->p[n] == ',')))) {
		text[n] = rest->p[n] == ',' ? '.' : rest->p[n];
		n++;
	}
	while (n && text[n - 1] == ':') /* "14:28:01: text" */
		n--;
	if (n < 7 || !clock_parse((struct str){ text, n }, ret_ns))
		return false;
	*rest = str_from_pos(*rest, n);
	return true;
}

/* "Z", "+01:00", "+0100", " +0100": what is to be taken off for UTC. */
static int64_t
take_zone(struct str *rest, enum clock *ret_clock)
{
	struct str s = *rest, digits;
	uint64_t hours, minutes;
	bool minus;

	*ret_clock = CLOCK_LOCAL;
	if (str_take(rest, STR("Z"))) {
		*ret_clock = CLOCK_UTC;
		return 0;
	}
	str_take(&s, STR(" "));
	minus = str_starts(s, STR("-"));
	if (!minus && !str_starts(s, STR("+")))
		return 0;
	s = str_from_pos(s, 1);
	digits = str_sub(s, 0, 2);
	s = str_from_pos(s, 2);
	str_take(&s, STR(":"));
	if (!str_to_u64(digits, &hours) || !str_to_u64(str_sub(s, 0, 2), &minutes) || hours > 14 ||
	    minutes > 59)
		return 0;
	*rest = str_from_pos(s, 2);
	*ret_clock = CLOCK_UTC;
	return (int64_t)(hours * 60 + minutes) * 60 * NS_PER_S * (minus ? -1 : 1);
}

/* --- one function for each form --- */

/* "2026-11-22T14:28:01.123Z", "2026-11-22 14:28:01,123", "2026/11/22 14:28:01" */
static bool
take_iso(struct str *rest, int64_t *ret_ns, enum clock *ret_clock)
{
	struct str s = *rest;
	char date[10];
	int64_t day_ns, clock_ns;

	if (s.n < 19 || (s.p[4] != '-' && s.p[4] != '/') || s.p[7] != s.p[4])
		return false;
	for (size_t i = 0; i < sizeof(date); i++)
		date[i] = s.p[i] == '/' ? '-' : s.p[i];
	if (!date_parse((struct str){ date, sizeof(date) }, &day_ns))
		return false;
	s = str_from_pos(s, sizeof(date));
	if (!str_take(&s, STR("T")) && !str_take(&s, STR(" ")))
		return false;
	if (!take_clock(&s, &clock_ns))
		return false;
	*ret_ns = day_ns + clock_ns - take_zone(&s, ret_clock);
	*rest = s;
	return true;
}

/* "[22/Nov/2026:14:28:01 +0100]", as web servers have it in the middle of a line */
static bool
find_access(struct str s, int64_t *ret_ns, enum clock *ret_clock)
{
	size_t at = str_index(s, '[');
	struct str day, month, year;
	int64_t day_ns, clock_ns;
	uint64_t d, y;

	s = str_from_pos(s, at == SIZE_MAX ? s.n : at + 1);
	if (!str_cut(&s, '/', &day) || !str_cut(&s, '/', &month) || !str_cut(&s, ':', &year))
		return false;
	if (!str_to_u64(day, &d) || !str_to_u64(year, &y) ||
	    !day_of(y, month_number(month), d, &day_ns) || !take_clock(&s, &clock_ns))
		return false;
	*ret_ns = day_ns + clock_ns - take_zone(&s, ret_clock);
	return true;
}

/* "Sun Nov 22 14:02:11 2026" */
static bool
date_words(struct str s, int64_t *ret_ns)
{
	struct str weekday, month, day, clock, year;
	int64_t day_ns, clock_ns;
	uint64_t d, y;

	if (!str_word(&s, &weekday) || !is_weekday(weekday) || !str_word(&s, &month) ||
	    !str_word(&s, &day) || !str_word(&s, &clock) || !str_word(&s, &year))
		return false;
	if (!str_to_u64(day, &d) || !str_to_u64(year, &y) ||
	    !day_of(y, month_number(month), d, &day_ns) || !clock_parse(clock, &clock_ns))
		return false;
	*ret_ns = day_ns + clock_ns;
	return true;
}

/* "437.110000", "+0.000012", and in brackets of -x "Nov22 14:02" */
static bool
is_uptime(struct str s, int64_t *ret_ns)
{
	struct str word, seconds;
	uint64_t sec, usec;

	s = str_trim(s);
	if (s.n > 5 && month_number(str_sub(s, 0, 3)) && str_word(&s, &word))
		return str_to_u64(str_from_pos(word, 3), &sec) && str_has(s, STR(":"));
	seconds = s;
	if (str_take(&s, STR("+")))
		ret_ns = NULL; /* since the line above */
	if (!str_take_u64(&s, &sec) || !str_take(&s, STR(".")) || !str_to_u64(s, &usec))
		return false;
	if (ret_ns)
		str_s_to_ns(seconds, ret_ns);
	return true;
}

/* "[  437.110000] text" and, with -T, "[Sun Nov 22 14:02:11 2026] text" */
static bool
head_dmesg(struct str text, struct log_head *ret)
{
	struct str inner;

	if (!str_take(&text, STR("[")) || !str_cut(&text, ']', &inner) || inner.n > 40)
		return false;
	if (is_uptime(inner, &ret->uptime_ns))
		ret->form = LOG_FORM_UPTIME;
	else if (date_words(inner, &ret->time_ns))
		ret->form = LOG_FORM_DMESG;
	else
		return false;
	ret->clock = CLOCK_LOCAL;
	ret->message = str_trim(text);
	return true;
}

/* "<4>" of the raw buffer, "kern  :warn  : " of dmesg -x */
static struct str
without_level(struct str text)
{
	struct str s = text, level;
	size_t at;

	if (str_take(&s, STR("<")) && str_cut(&s, '>', &level) && level.n && level.n < 4 && s.n)
		return s;
	at = str_index(text, '[');
	if (str_starts(text, STR("kern")) && at != SIZE_MAX && at < 24)
		return str_from_pos(text, at);
	return text;
}

/* "kernel", "nginx", "app" of "kernel:", "nginx[123]:", "app(pam_unix)[7]:" */
static bool
program_of(struct str word, struct str *ret)
{
	size_t end;

	if (!str_ends(word, STR(":")) || !char_is_alpha(*word.p))
		return false;
	word = str_sub(word, 0, word.n - 1);
	end = MIN(str_index(word, '['), str_index(word, '('));
	*ret = str_sub(word, 0, end);
	return ret->n > 0 && !str_has(*ret, STR("="));
}

/* "ERROR pool: text" is of an application: what stands where a host would is a level. */
static bool
is_level(struct str word)
{
	static const char *const levels[] = {
		"CRITICAL", "DEBUG",  "ERR",   "ERROR", "FATAL",   "INFO",
		"NOTICE",   "SEVERE", "TRACE", "WARN",	"WARNING",
	};

	for (size_t i = 0; i < COUNT_OF(levels); i++)
		if (str_eq_nocase(word, str_from(levels[i])))
			return true;
	return false;
}

/* "host program[pid]: message" behind the time */
static bool
syslog_words(struct str rest, struct log_head *ret)
{
	struct str host, word, inner = { NULL, 0 };

	if (!str_word(&rest, &host) || !char_is_alnum(*host.p) || is_level(host) ||
	    !str_word(&rest, &word) || !program_of(word, &ret->program))
		return false;
	ret->message = str_trim(rest);
	/* the kernel's own time once more: "kernel: [  437.110000] text" */
	if (str_eq(ret->program, STR("kernel")) && str_starts(ret->message, STR("["))) {
		struct str behind = str_from_pos(ret->message, 1);

		if (str_cut(&behind, ']', &inner) && is_uptime(inner, &ret->uptime_ns))
			ret->message = str_trim(behind);
	}
	return true;
}

/* "Nov 22 14:28:01 host program: text" */
static bool
head_syslog(struct str text, struct log_head *ret)
{
	struct str rest = text, month, day;
	uint64_t d;

	if (!str_word(&rest, &month) || !str_word(&rest, &day) || !str_to_u64(day, &d) || !d ||
	    d > 31 || !month_number(month))
		return false;
	rest = str_trim_left(rest);
	if (!take_clock(&rest, &ret->time_ns))
		return false;
	ret->month = (uint8_t)month_number(month);
	ret->day = (uint8_t)d;
	ret->clock = CLOCK_DAY;
	ret->form = syslog_words(rest, ret) ? LOG_FORM_SYSLOG : LOG_FORM_APP;
	if (ret->form == LOG_FORM_APP)
		ret->message = str_trim(rest);
	return true;
}

static bool
head_iso(struct str text, struct log_head *ret)
{
	struct str rest = text;

	str_take(&rest, STR("["));
	if (!take_iso(&rest, &ret->time_ns, &ret->clock))
		return false;
	ret->form = syslog_words(rest, ret) ? LOG_FORM_SYSLOG : LOG_FORM_APP;
	if (ret->form == LOG_FORM_APP)
		ret->message = str_trim(rest);
	return true;
}

static bool
head_clock(struct str text, struct log_head *ret)
{
	struct str rest = text;

	str_take(&rest, STR("["));
	if (!take_clock(&rest, &ret->time_ns) ||
	    (rest.n && !char_is_space(*rest.p) && *rest.p != ']' && *rest.p != ':'))
		return false;
	ret->clock = CLOCK_DAY;
	ret->form = LOG_FORM_APP;
	ret->message = str_trim(rest);
	return true;
}

#define LOOK_BYTES 160 /* a time that stands further in is part of the message */

/* A time in the middle: time="2026-…" of logfmt, "ts":"2026-…" of JSON, access logs. */
static bool
head_inside(struct str text, struct log_head *ret)
{
	struct str head = str_sub(text, 0, LOOK_BYTES), at;

	ret->message = text;
	for (size_t i = 1; i + 19 <= head.n; i++) {
		at = str_from_pos(head, i);
		if (!char_is_digit(head.p[i - 1]) && take_iso(&at, &ret->time_ns, &ret->clock)) {
			ret->form = LOG_FORM_APP;
			return true;
		}
	}
	if (!find_access(head, &ret->time_ns, &ret->clock))
		return false;
	ret->form = LOG_FORM_APP;
	return true;
}

struct log_head
log_head_parse(struct str text)
{
	static bool (*const forms[])(struct str, struct log_head *) = {
		head_dmesg, head_syslog, head_iso, head_clock, head_inside,
	};
	struct str bare = without_level(str_trim(text));
	struct log_head head;

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		head = (struct log_head){ .time_ns = TIME_NONE,
					  .uptime_ns = TIME_NONE,
					  .message = bare };
		if (forms[i](bare, &head))
			return head;
	}
	return (struct log_head){ .time_ns = TIME_NONE, .uptime_ns = TIME_NONE, .message = bare };
}
