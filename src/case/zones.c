/*
 * zones.c - the times of witnesses in UTC
 *
 * Captures count in UTC, most text in the zone of its host, and does not say which. What
 * shows it: a date with its zone; packets that a capture has too; another input of the
 * same host; lines of a log that another log has, as zones differ by whole quarters of an
 * hour. What nothing shows stays unknown.
 *
 * Syslog prints no year. It is the one that brings its lines nearest to the other
 * evidence, where that has a date.
 */
#include "case/zones.h"

#include <stdio.h>

#define DAY_NS ((int64_t)86400 * NS_PER_S)
#define YEAR_NS (365 * DAY_NS)
#define QUARTER_NS ((int64_t)15 * 60 * NS_PER_S)
/* From UTC-12:00 to UTC+14:00. */
#define ZONE_MOST_NS ((int64_t)14 * 3600 * NS_PER_S)
/* dmesg -T reckons from the boot and drifts; two logs write a line within moments. */
#define EVENT_SLACK_NS ((int64_t)30 * NS_PER_S)
/* Lines that both logs have once: one may be of two events. */
#define EVENTS_LEAST 2
/* Each way of knowing may rest on the one before. */
#define ROUNDS 4

bool
case_utc(const struct crux_case *cs, uint32_t input, int64_t time_ns, int64_t *ret_ns)
{
	const struct case_input *in = &cs->inputs.v[input];

	if (time_ns == TIME_NONE || in->utc.by == UTC_UNKNOWN ||
	    (time_ns < YEAR_NS && in->clock != CLOCK_DAY))
		return false;
	return !__builtin_add_overflow(time_ns, in->utc.add_ns, ret_ns);
}

/* --- years --- */

static bool
day_in(unsigned year, const struct log_line *l, int64_t *ret_ns)
{
	char date[32];

	snprintf(date, sizeof(date), "%04u-%02u-%02u", year, (unsigned)l->month, (unsigned)l->day);
	return date_parse(str_from(date), ret_ns);
}

static int64_t
distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* The year that brings the line nearest to a time; false where it has no such day. */
static bool
dated_near(const struct log_line *l, int64_t near_ns, int64_t *ret_ns)
{
	char text[TIME_TEXT_BYTES];
	uint64_t year;
	int64_t best_ns = 0;
	bool found = false;

	if (!str_to_u64(str_sub(str_from(date_text(text, near_ns)), 0, 4), &year) || !year)
		return false;
	for (unsigned y = (unsigned)year - 1; y <= year + 1; y++) {
		int64_t ns;

		if (!day_in(y, l, &ns))
			continue;
		ns += l->time_ns;
		if (found && distance(ns, near_ns) >= distance(best_ns, near_ns))
			continue;
		best_ns = ns;
		found = true;
	}
	if (found)
		*ret_ns = best_ns;
	return found;
}

/* The first input with dates, UTC before others; UINT32_MAX: none. */
static uint32_t
dated_input(const struct crux_case *cs)
{
	uint32_t best = UINT32_MAX;

	for (uint32_t i = 0; i < cs->inputs.n; i++) {
		const struct case_input *in = &cs->inputs.v[i];

		if (in->from_ns != TIME_NONE && in->clock >= CLOCK_LOCAL &&
		    (best == UINT32_MAX || in->clock > cs->inputs.v[best].clock))
			best = i;
	}
	return best;
}

static void
date_logs(struct crux_case *cs)
{
	uint32_t by = dated_input(cs);
	int64_t near_ns;

	if (by == UINT32_MAX)
		return;
	near_ns = cs->inputs.v[by].from_ns;
	for (size_t i = 0; i < cs->logs.n; i++) {
		struct log_line *l = &cs->logs.v[i];
		struct case_input *in = case_input(cs, l->at.input);
		int64_t ns = 0;

		if (!l->month || l->time_ns == TIME_NONE || !dated_near(l, near_ns, &ns))
			continue;
		l->time_ns = ns;
		l->month = 0;
		in->year_by = by;
		case_time(in, l->time_ns, CLOCK_LOCAL);
	}
}

/* --- zones --- */

static bool
is_known(const struct case_input *in)
{
	return in->utc.by != UTC_UNKNOWN;
}

static void
by_itself(struct crux_case *cs)
{
	for (uint32_t i = 0; i < cs->inputs.n; i++) {
		struct case_input *in = &cs->inputs.v[i];

		if (in->from_ns == TIME_NONE)
			continue;
		if (in->clock == CLOCK_UTC)
			in->utc = (struct utc_shift){ UTC_TOLD, i, 0 };
		else if (in->clock == CLOCK_LOCAL && in->zone_ns != TIME_NONE)
			in->utc = (struct utc_shift){ UTC_TOLD, i, -in->zone_ns };
	}
}

/* Packets that another input has, too. */
static void
by_packets(struct crux_case *cs, struct case_input *in)
{
	const struct clock_offset *k = &in->offset;
	int64_t add_ns;

	if (k->to >= cs->inputs.n || !is_known(&cs->inputs.v[k->to]) ||
	    __builtin_sub_overflow(cs->inputs.v[k->to].utc.add_ns, k->raw_ns, &add_ns))
		return;
	in->utc = (struct utc_shift){ UTC_PACKETS, k->to, add_ns };
}

static void
by_host(struct crux_case *cs, struct case_input *in)
{
	if (!in->host.n || in->clock != CLOCK_LOCAL)
		return;
	for (uint32_t i = 0; i < cs->inputs.n; i++) {
		const struct case_input *other = &cs->inputs.v[i];

		if (is_known(other) && other->clock == CLOCK_LOCAL &&
		    str_eq(other->host, in->host)) {
			in->utc = (struct utc_shift){ UTC_HOST, i, other->utc.add_ns };
			return;
		}
	}
}

/* The whole quarters of an hour nearest to ns; false: it is further from them than clocks are. */
static bool
quarters(int64_t ns, int64_t *ret_ns)
{
	int64_t half = ns < 0 ? -QUARTER_NS / 2 : QUARTER_NS / 2;

	*ret_ns = (ns + half) / QUARTER_NS * QUARTER_NS;
	return distance(ns, *ret_ns) <= EVENT_SLACK_NS;
}

/* Times of an unknown day may be any number of them away. */
static bool
is_zone(int64_t ns, enum clock clock)
{
	return clock == CLOCK_DAY || distance(ns, 0) <= ZONE_MOST_NS;
}

struct events {
	size_t agree, differ;
	bool sure; /* one has the same time since the boot */
	int64_t add_ns;
};

static void
add_event(struct events *e, const struct log_line *known, int64_t known_ns,
	  const struct log_line *l, enum clock clock)
{
	int64_t ns, add_ns;

	if (__builtin_sub_overflow(known_ns, l->time_ns, &ns))
		return;
	if (!quarters(ns, &add_ns) || !is_zone(add_ns, clock) ||
	    (e->agree && add_ns != e->add_ns)) {
		e->differ++;
		return;
	}
	e->add_ns = add_ns;
	e->agree++;
	e->sure |= l->uptime_ns != TIME_NONE && l->uptime_ns == known->uptime_ns;
}

/* Messages of an input that it has once: log line + 1; SIZE_MAX: more of them. */
static void
messages_of(const struct crux_case *cs, uint32_t input, struct map *ret)
{
	for (size_t i = 0; i < cs->logs.n; i++) {
		const struct log_line *l = &cs->logs.v[i];
		void **place;

		if (l->at.input != input || !l->message.n || l->time_ns == TIME_NONE)
			continue;
		place = map_put(ret, l->message);
		*place = (void *)(*place || l->repeats > 1 ? UINTPTR_MAX : (uintptr_t)(i + 1));
	}
}

static const struct log_line *
once(const struct crux_case *cs, const struct map *messages, struct str message)
{
	uintptr_t i = (uintptr_t)map_get(messages, message);

	return i && i != UINTPTR_MAX ? &cs->logs.v[i - 1] : NULL;
}

static bool
has_logs(const struct crux_case *cs, uint32_t input)
{
	for (size_t i = 0; i < cs->logs.n; i++)
		if (cs->logs.v[i].at.input == input)
			return true;
	return false;
}

static void
compare_logs(const struct crux_case *cs, const struct map *known, uint32_t of, uint32_t input,
	     struct events *ret)
{
	struct map own;

	map_init(&own, cs->arena);
	messages_of(cs, input, &own);
	for (size_t i = 0; i < cs->logs.n; i++) {
		const struct log_line *l = &cs->logs.v[i], *other;
		int64_t ns;

		if (l->at.input != input || once(cs, &own, l->message) != l)
			continue;
		other = once(cs, known, l->message);
		if (other && case_utc(cs, of, other->time_ns, &ns))
			add_event(ret, other, ns, l, cs->inputs.v[input].clock);
	}
}

/* Logs of this many inputs are held against each other. */
#define LOGS_MAX 32

static void
by_logs(struct crux_case *cs)
{
	for (uint32_t of = 0; of < MIN(cs->inputs.n, (size_t)LOGS_MAX); of++) {
		struct arena_mark m = arena_mark(cs->arena);
		struct map known;

		if (!is_known(&cs->inputs.v[of]) || !has_logs(cs, of))
			continue;
		map_init(&known, cs->arena);
		messages_of(cs, of, &known);
		for (uint32_t i = 0; i < MIN(cs->inputs.n, (size_t)LOGS_MAX); i++) {
			struct case_input *in = &cs->inputs.v[i];
			struct events e = { 0 };

			if (is_known(in) || in->clock < CLOCK_DAY || !has_logs(cs, i))
				continue;
			compare_logs(cs, &known, of, i, &e);
			if (!e.differ && (e.sure || e.agree >= EVENTS_LEAST))
				in->utc = (struct utc_shift){ UTC_LOGS, of, e.add_ns };
		}
		arena_reset(cs->arena, m);
	}
}

void
zones_line_up(struct crux_case *cs)
{
	date_logs(cs);
	by_itself(cs);
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (uint32_t i = 0; i < cs->inputs.n; i++) {
			struct case_input *in = &cs->inputs.v[i];

			if (!is_known(in))
				by_packets(cs, in);
			if (!is_known(in))
				by_host(cs, in);
		}
		by_logs(cs);
	}
}
