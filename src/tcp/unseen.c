/*
 * unseen.c - what was sent and lost before the capture point
 *
 *	id	7	8   9  10  11		12
 *	seq	1001	(lost before here)	2001	in order, and not new
 *
 * At the receiver a repeat of what never passed looks like new data. But a sender
 * that counts its IP ids up by one for each packet of a connection tells how many
 * are missing, and what they can have been follows from where they are missing:
 *
 * - silence, then the next segment in order: the end of a flight was lost, and
 *   this is its head again by the timer (RFC 6298, 5.4);
 * - a hole, as many ids, one more, and this one after a probe's wait: the probe,
 *   which repeats the last segment (RFC 8985, 7.3);
 * - new data, then a repair: a sender repairs in order, holes below the repair
 *   were repaired before it. What is missing beyond these was new data; so it was
 *   between two repairs of holes that are neighbours.
 *
 * What was new and is missing will be sent again: the ghosts, up to ghost_end.
 * None of it holds where ids count other packets too, where bare ACKs may be among
 * what is missing, or where a card joins segments: then nothing is said.
 */
#include "tcp/track.h"
#include "tcp/view.h"

/* Before they are believed at most one in so many steps is one that nothing explains. */
#define IDS_STRANGE_ONE_IN 16
/* Timers are late, never early; a tick of 10 ms (HZ=100) in 200 ms is 5 %. */
#define TIMER_SLACK(ns) ((ns) - (ns) / 10)
#define RTO_MIN_NS (200LL * NS_PER_MS) /* TCP_RTO_MIN of Linux */
/* A longer silence may be an application's, with a keep-alive lost in it. */
#define SILENCE_MAX_NS (10LL * NS_PER_S)

/* Could x have sent bare ACKs, window updates or probes since it was seen last? */
static bool
had_other_things_to_say(const struct look *l)
{
	const struct half_track *x = l->x, *y = l->y;

	return l->ack_advances || y->snd_max > l->ack || l->window_changed || x->window_shut ||
	       x->rare->keep_alives || y->rare->keep_alives || y->rare->retransmissions ||
	       x->rare->window_probes || y->rare->window_probes;
}

static bool
at_receiver(const struct look *l)
{
	return view_near_ns(l->c, !l->dir) * 4 < view_near_ns(l->c, l->dir);
}

/* Ids that are missing between the packet of x seen last and this. */
static uint32_t
skipped(const struct look *l)
{
	const struct half_track *x = l->x;
	uint16_t step = (uint16_t)(l->s->ip_id - x->ip_id_last);

	if (!l->timed || !(l->s->known & SEG_HAS_IP) || !l->s->ip_id || !x->ip_id_last ||
	    step < 2 || step > IDS_MISSING_MAX)
		return 0;
	return x->ip_id_up < IDS_ENOUGH || x->ip_id_odd || x->rare->over_mss ||
			       had_other_things_to_say(l)
		       ? 0
		       : step - 1u;
}

/* Packets of x that are missing, as far as its ids tell. */
static uint32_t
missing(const struct look *l)
{
	const struct half_track *x = l->x;
	uint32_t gone = skipped(l);

	if (!gone || x->rare->ids_strange * IDS_STRANGE_ONE_IN > x->ip_id_up)
		return 0;
	/* at the sender nothing is missing, but by the capture's fault */
	if (view_near_ns(l->c, l->dir) * 4 <= view_near_ns(l->c, !l->dir))
		return 0;
	/* between: what is missing may be repeats of what passed here and was lost behind */
	if (!at_receiver(l) && x->snd_una < x->snd_max)
		return 0;
	return gone;
}

static uint32_t
segments(const struct half_track *x, uint64_t bytes)
{
	uint64_t mss = x->mss_seen ? x->mss_seen : 536;

	return (uint32_t)MIN((bytes + mss - 1) / mss, (uint64_t)UINT32_MAX);
}

static void
set_ghosts(struct look *l, uint64_t from, uint32_t n, enum segment_class kind)
{
	struct half_rare *rare;

	if (!n && !l->x->rare->ghosts)
		return;
	rare = rare_of(l->t, l->x);
	rare->ghosts = n;
	rare->ghost_kind = (uint8_t)kind;
	rare->ghost_end = from + (uint64_t)n * (l->x->mss_seen ? l->x->mss_seen : 536);
}

/*
 * Repeats that are among what is missing, at most: the probe, and timeouts, each
 * after twice the time of the one before.
 */
static uint32_t
lost_repeats(const struct look *l, int64_t silent)
{
	int64_t rto = view_path_ns(l->c) + RTO_MIN_NS; /* the least it can be */
	uint32_t n = l->x->sack_ok && l->y->sack_ok;

	for (int64_t due = 3 * rto; TIMER_SLACK(due) <= silent && n < IDS_MISSING_MAX;
	     due = 2 * due + rto)
		n++;
	return n;
}

/* An ACK let it be sent: a timer of two round trips (RFC 8985, 7.2) cannot have ended since. */
static bool
is_answer_to_ack(const struct look *l)
{
	return l->now_ns - l->x->last_advance_ns < TIMER_SLACK(2 * view_path_ns(l->c));
}

/* The next in order after a silence, and some are missing: its first copy is. */
static bool
is_lost_head(struct look *l, uint32_t gone, int64_t silent)
{
	uint32_t repeats;

	if (!gone || silent < TIMER_SLACK(2 * view_path_ns(l->c)) || silent > SILENCE_MAX_NS ||
	    is_answer_to_ack(l))
		return false;
	repeats = silent >= TIMER_SLACK(RTO_MIN_NS) ? lost_repeats(l, silent) : gone;
	set_ghosts(l, l->end, gone > repeats + 1 ? gone - repeats - 1 : 0,
		   CLASS_RTO_RETRANSMISSION);
	return true;
}

/* A hole as wide as what is missing less one, after the wait of a probe. */
static bool
is_lost_tail(const struct look *l, uint32_t gone, uint32_t in_hole, int64_t silent)
{
	return gone == in_hole + 1 && l->x->sack_ok && l->y->sack_ok &&
	       (l->s->flags & TCP_PSH || l->s->len < l->x->mss_seen) &&
	       silent >= TIMER_SLACK(2 * view_path_ns(l->c)) && silent < TIMER_SLACK(RTO_MIN_NS);
}

static bool
is_ghost(struct look *l, uint32_t in_hole)
{
	struct half_rare *rare = rare_own(l->x);

	/* after another turn of the conversation all has been repaired */
	if (l->ack_advances || rare->ghosts <= in_hole || l->seq >= rare->ghost_end) {
		rare->ghosts = 0;
		return false;
	}
	rare->ghosts -= in_hole + 1;
	return true;
}

static enum segment_class
kind_of_first(int64_t silent)
{
	return silent >= TIMER_SLACK(RTO_MIN_NS) ? CLASS_RTO_RETRANSMISSION : CLASS_TAIL_LOSS_PROBE;
}

bool
unseen_repeat(struct look *l, int64_t silent, enum segment_class *ret_kind, enum reason *ret_why)
{
	uint32_t gone = missing(l), in_hole = segments(l->x, l->seq - l->x->snd_max);
	bool again;

	if (l->x->rare->ghosts) {
		*ret_kind = (enum segment_class)l->x->rare->ghost_kind;
		*ret_why = REASON_REPAIR_GHOST;
		again = is_ghost(l, in_hole);
	} else {
		*ret_kind = kind_of_first(silent);
		*ret_why = REASON_REPAIR_ID;
		again = in_hole ? is_lost_tail(l, gone, in_hole, silent)
				: !l->x->rare->holes_n && is_lost_head(l, gone, silent);
	}
	if (skipped(l) > in_hole && !again && !l->x->recovering)
		rare_of(l->t, l->x)->ids_strange++;
	return again;
}

/* Segments of the holes in that stretch. */
static uint32_t
in_holes(const struct half_track *x, uint64_t from, uint64_t until)
{
	const struct half_rare *rare = x->rare;
	uint32_t n = 0;

	for (uint32_t i = 0; i < rare->holes_n && rare->holes[i].seq < until; i++)
		if (rare->holes[i].end > from)
			n += segments(x, MIN(rare->holes[i].end, until) -
						 MAX(rare->holes[i].seq, from));
	return n;
}

/*
 * Behind the repair before this one; 0 where it was not a repair that came before this, or
 * what is missing may as well be repeats: of what passed here, after a timeout, or where no
 * SACK tells the sender of holes.
 */
static uint64_t
behind_last_repair(const struct look *l)
{
	const struct half_track *x = l->x;
	const struct half_rare *rare = x->rare;
	const struct repeat *last;

	if (x->last_was_new || !rare->repeats_n || rare->by_timeout || !x->sack_ok ||
	    !l->y->sack_ok || !hole_at(l->x, l->seq))
		return 0;
	last = &rare->repeats[(rare->repeats_n - 1) & (rare->repeats_cap - 1)];
	return last->never_passed ? last->end : 0;
}

void
unseen_before_repair(struct look *l, int64_t silent)
{
	struct half_track *x = l->x;
	bool timer = silent >= TIMER_SLACK(RTO_MIN_NS); /* before it all holes were repaired once */
	uint64_t from = behind_last_repair(l), until = timer ? x->snd_max : l->seq;
	uint32_t gone = missing(l), repairs, before = 0;

	if (!gone || (!x->last_was_new && (timer || !from || from > until)))
		return;
	if (from) /* one new segment for each repair, as a window that is being reduced lets */
		before = x->rare->ghosts;
	repairs = (timer ? lost_repeats(l, silent) : 0) + in_holes(x, from, until);
	if (gone > repairs)
		set_ghosts(l, x->snd_max, before + gone - repairs,
			   timer ? CLASS_RTO_RETRANSMISSION : CLASS_FAST_RETRANSMISSION);
}
