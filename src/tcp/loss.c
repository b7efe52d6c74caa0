/*
 * loss.c - recoveries from loss, counted
 *
 * One recovery is one event, whatever it took. It begins with the first repeat
 * and ends when all that was sent before is acknowledged. Proof that a repeat was
 * not needed may come when the next one is under way: the last few are counted
 * only when that is unlikely.
 */
#include "tcp/track.h"

static void
count_smallest(struct loss_stats *loss, uint64_t bytes)
{
	if (!loss->flight_sum_bytes) {
		loss->flight_min_bytes = bytes;
	} else if (bytes < loss->flight_min_bytes) {
		loss->flight_next_bytes = loss->flight_min_bytes;
		loss->flight_min_bytes = bytes;
	} else if (!loss->flight_next_bytes || bytes < loss->flight_next_bytes) {
		loss->flight_next_bytes = bytes;
	}
}

static void
count(struct loss_stats *loss, const struct loss_event *e)
{
	uint32_t needed = e->repeats - e->unneeded;

	if (!needed)
		return;
	loss->single_events += needed == 1;
	loss->largest_event = MAX(loss->largest_event, (uint64_t)needed);
	loss->timeouts += e->by_timeout;
	loss->adjacent += MIN(e->adjacent, needed - 1);
	count_smallest(loss, e->flight_bytes);
	loss->flight_max_bytes = MAX(loss->flight_max_bytes, e->flight_bytes);
	loss->flight_sum_bytes += e->flight_bytes;
	loss->rtt_sum_ns += e->rtt_ns;
	loss->rtt_events += e->rtt_ns > 0;
}

/* Put it behind those that are over; the oldest of them is counted. */
static void
retire(struct tracker *t, struct half_rare *rare)
{
	struct loss_event *e;

	if (!rare->events)
		rare->events = tracker_pool_get(t, LOSS_EVENTS_KEPT * sizeof *e);
	e = &rare->events[rare->events_n % LOSS_EVENTS_KEPT];
	if (rare->events_n++ >= LOSS_EVENTS_KEPT)
		count(&rare->loss, e);
	*e = (struct loss_event){
		.number = rare->event,
		.repeats = rare->event_repeats,
		.unneeded = rare->event_unneeded,
		.adjacent = rare->event_adjacent,
		.by_timeout = rare->by_timeout,
		.flight_bytes = rare->event_flight_bytes,
		.rtt_ns = rare->event_rtt_ns,
	};
}

static void
close_event(struct tracker *t, struct conn_track *c, enum direction dir)
{
	struct half_track *x = &c->half[dir];
	struct half_rare *rare;

	if (!x->rare->event_repeats)
		return;
	rare = rare_own(x);
	if (rare->event_unneeded < rare->event_repeats) {
		retire(t, rare);
	} else { /* nothing was lost: it was a delay */
		rare->loss.events--;
		ledger_move(t, c, ACCOUNT_LOSS_RECOVERY, ACCOUNT_REORDERING, dir,
			    &rare->event_time);
	}
	rare->event_repeats = rare->event_unneeded = 0;
}

static void
begin(struct look *l)
{
	struct half_track *x = l->x;
	struct half_rare *rare = rare_of(l->t, x);

	close_event(l->t, l->c, l->dir);
	x->recovering = true;
	rare->by_timeout = false;
	rare->recover_end = x->snd_max;
	rare->event++;
	x->slow_start = false;
	rare->loss.events++;
	rare->event_adjacent = 0;
	rare->event_ns = l->now_ns;
	rare->event_flight_bytes = x->flight_last_bytes;
	rare->event_rtt_ns = x->rtt.srtt_ns;
	rare->event_time = (struct charge){ .since_ns = l->c->settled_ns,
					    .since_packet = l->c->settled_packet };
	if (!x->disorder)
		return;
	/* What was charged to disorder was the beginning of this recovery. */
	rare->event_time = rare->disorder_time;
	rare->event_time.stretches = ledger_move(l->t, l->c, ACCOUNT_REORDERING,
						 ACCOUNT_LOSS_RECOVERY, l->dir,
						 &rare->disorder_time);
	x->disorder = false;
}

void
loss_repair(struct look *l, enum segment_class kind, uint64_t end)
{
	struct half_rare *rare;

	if (!l->x->recovering)
		begin(l);
	rare = rare_own(l->x);
	rare->loss.segments++;
	rare->event_adjacent += rare->event_repeats > 0 && rare->event_last_end == l->seq;
	rare->event_repeats++;
	rare->event_last_end = end;
	rare->by_timeout |= kind == CLASS_RTO_RETRANSMISSION;
}

void
loss_take_back(struct half_rare *rare, uint32_t event)
{
	rare->loss.segments -= rare->loss.segments > 0;
	if (event == rare->event) {
		rare->event_unneeded++;
		return;
	}
	for (uint32_t i = 0; i < MIN(rare->events_n, (uint32_t)LOSS_EVENTS_KEPT); i++)
		if (rare->events[i].number == event &&
		    ++rare->events[i].unneeded == rare->events[i].repeats)
			rare->loss.events--;
}

void
loss_by_timeout(struct half_rare *rare, uint32_t event)
{
	rare->by_timeout |= event == rare->event;
	for (uint32_t i = 0; i < MIN(rare->events_n, (uint32_t)LOSS_EVENTS_KEPT); i++)
		rare->events[i].by_timeout |= rare->events[i].number == event;
}

void
loss_finish(struct tracker *t, struct conn_track *c, enum direction dir)
{
	struct half_rare *rare;

	if (!c->half[dir].rare->event)
		return;
	rare = rare_own(&c->half[dir]);
	close_event(t, c, dir);
	for (uint32_t i = 0; i < MIN(rare->events_n, (uint32_t)LOSS_EVENTS_KEPT); i++)
		count(&rare->loss, &rare->events[i]);
	loss_free(t, rare);
}

void
loss_free(struct tracker *t, struct half_rare *rare)
{
	if (rare->events)
		tracker_pool_put(t, rare->events, LOSS_EVENTS_KEPT * sizeof *rare->events);
	rare->events = NULL;
	rare->events_n = 0;
}
