/*
 * stamps.c - the times of packets, each of which may be since the one before
 */
#include "readers/stamps.h"

#define NS_PER_HOUR (3600LL * NS_PER_S)

void
stamp_overview_add(struct stamp_overview *o, enum stamp_form form, int64_t ns, bool indented)
{
	if (form == STAMP_NONE)
		return;
	if (!o->n++)
		o->first_ns = ns;
	else
		o->falls += ns < o->last_ns;
	o->last_ns = ns;
	o->max_ns = MAX(o->max_ns, ns);
	o->clock |= form == STAMP_CLOCK;
	if ((form == STAMP_DATED || form == STAMP_EPOCH) && !o->dated_ns)
		o->dated_ns = ns;
	o->delta |= form == STAMP_DELTA;
	o->indented |= indented;
}

/*
 * Pauses go up and down at random; time since the first packet does not fall, but
 * for a packet here and there that two queues of a card swapped.
 */
bool
stamps_are_pauses(const struct stamp_overview *o)
{
	return o->falls * 8 > o->n;
}

/*
 * -t three times prints the time since the line before, five times since the
 * first. Both look like a time soon after midnight with a blank before it, and
 * begin at 0 unless the top was cut off.
 */
enum stamp_mode
stamp_mode(const struct stamp_overview *o, unsigned t)
{
	if (o->delta || t == 3)
		return STAMPS_DELTA;
	if (t == 5)
		return STAMPS_ELAPSED;
	if (!o->clock || t == 4 || (o->first_ns && (!o->indented || o->max_ns >= NS_PER_HOUR)))
		return STAMPS_AS_TOLD;
	/* of four pauses, none shorter than the one before, one in 24 is so by chance */
	return o->n <= 4 || stamps_are_pauses(o) ? STAMPS_DELTA : STAMPS_ELAPSED;
}

static int64_t
clamp_time(int64_t ns)
{
	return MAX(MIN(ns, WIRE_TIME_MAX_NS), -WIRE_TIME_MAX_NS);
}

/* A clock that falls by more than half a day has passed midnight. */
static int64_t
over_midnight(struct stamps *s, int64_t clock_ns)
{
	if (clock_ns < s->last_clock_ns - 12 * NS_PER_HOUR)
		s->day_ns += 24 * NS_PER_HOUR;
	s->last_clock_ns = clock_ns;
	return s->day_ns + clock_ns;
}

void
stamps_init(struct stamps *s, enum stamp_mode mode, const struct stamp_overview *o)
{
	s->mode = mode;
	if (mode == STAMPS_AS_TOLD && o->dated_ns > 0)
		s->day_ns = o->dated_ns - o->dated_ns % (24 * NS_PER_HOUR);
}

/* Seconds of less than a year are since something. */
#define EPOCH_LEAST_NS (365LL * 24 * NS_PER_HOUR)

static enum clock
clock_of(const struct stamps *s, enum stamp_form form, int64_t ns)
{
	if (s->mode != STAMPS_AS_TOLD)
		return CLOCK_NONE;
	switch (form) {
	case STAMP_CLOCK:
		return s->day_ns >= EPOCH_LEAST_NS ? CLOCK_LOCAL : CLOCK_DAY;
	case STAMP_DATED:
		return CLOCK_LOCAL;
	case STAMP_EPOCH:
		return ns >= EPOCH_LEAST_NS ? CLOCK_UTC : CLOCK_NONE;
	case STAMP_NONE:
	case STAMP_DELTA:
		return CLOCK_NONE;
	}
	return CLOCK_NONE;
}

int64_t
stamps_next(struct stamps *s, enum stamp_form form, int64_t ns)
{
	if (s->mode == STAMPS_DELTA)
		s->now_ns = clamp_time(s->now_ns + clamp_time(ns));
	else if (form == STAMP_CLOCK && s->mode == STAMPS_AS_TOLD)
		s->now_ns = clamp_time(over_midnight(s, ns));
	else
		s->now_ns = clamp_time(ns);
	s->clock = clock_of(s, form, ns);
	return s->now_ns;
}
