/*
 * capture-shows-twice: equal packets are one packet captured at two places.
 */
#include "drill/questions/repeat_kind.h"

/* Copies of one packet are apart by the time from one interface to the next. */
#define COPY_APART_NS (1LL * NS_PER_MS)

static bool
repeat_kind(const struct question *q, struct wrong *w)
{
	const struct repeat_kind *r = q->facts;
	const struct segment *a = &r->original->seg, *b = &r->repeat->seg;
	struct str id = STR("");

	if (r->gap_ns < COPY_APART_NS)
		return false;
	if ((a->known & b->known & SEG_HAS_IP) && a->ip_id != b->ip_id)
		id = tell(q, ", and their IP ids differ, %u and %u", a->ip_id, b->ip_id);
	w->option = tell(q, "Nothing: the capture shows packet %llu twice, from two interfaces",
			 (unsigned long long)a->packet);
	w->tempts = tell(q, "both carry the same bytes from %u, and doubled captures are common",
			 b->seq);
	w->refutes = tell(q,
			  "Two views of one packet lie microseconds apart. Here it is " STR_F STR_F
			  ".",
			  STR_A(tell_time(q, r->gap_ns)), STR_A(id));
	return true;
}

const struct misconception misconception_capture_shows_twice = {
	.id = "capture-shows-twice",
	.belief = "equal packets are one packet captured twice",
	.rule = "Copies share IP id and time; a repeat is a packet of its own.",
	.models = { { "repeat-kind", repeat_kind } },
};
