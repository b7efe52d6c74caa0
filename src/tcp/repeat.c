/*
 * repeat.c - retransmissions: of what kind, and was it needed?
 *
 * A fixed clock ("it is a retransmission if it comes 3 ms late") is wrong as
 * often as paths differ. What a segment is follows from what the sender knew
 * when it sent it (SACK blocks, duplicate ACKs, its own timers), and from marks
 * that both copies carry: a late original has an old time stamp and an old IP
 * id, a repeat has new ones.
 *
 * Whether it was needed shows later: by DSACK, by the time stamp that the ACK
 * echoes (Eifel, RFC 3522), or by an ACK that came too soon to be its own.
 */
#include "tcp/track.h"

/* RFC 5681: three duplicate ACKs mean loss */
#define DUP_THRESHOLD 3
/* timers are late, never early; a tick of 10 ms (HZ=100) in 200 ms is 5 % */
#define TIMER_SLACK(ns) ((ns) - (ns) / 10)
/* A minimal RTO of Linux, in a capture that cannot know the sender's SRTT */
#define RTO_MIN_NS (200LL * NS_PER_MS)
/* Without time stamps and ids: what arrives within a part of a round trip of
 * the hole cannot be its repair, as that takes a whole one. */
#define EARLY(rtt_ns) ((rtt_ns) - (rtt_ns) / 4)
/* below this a round trip is within the noise of a busy host's scheduling */
#define RTT_TOO_SHORT_NS (2LL * NS_PER_MS)
/* id steps are trusted when at least 7 of 8 went up */
#define IDS_TRUSTED(x) ((x)->ip_id_up >= 4 && (x)->ip_id_odd * 8 <= (x)->ip_id_up)

static struct repeat *
repeat_slot(const struct half_track *x, uint32_t i)
{
	return &x->rare->repeats[i % REPEATS_MAX];
}

static uint32_t
repeats_kept(const struct half_track *x)
{
	return MIN(x->rare->repeats_n, (uint32_t)REPEATS_MAX);
}

static uint64_t *
kind_count(struct half_rare *x, enum segment_class kind)
{
	switch (kind) {
	case CLASS_FAST_RETRANSMISSION:
		return &x->fast;
	case CLASS_RTO_RETRANSMISSION:
		return &x->rto;
	case CLASS_TAIL_LOSS_PROBE:
		return &x->tlp;
	case CLASS_UNNEEDED_RETRANSMISSION:
		return &x->unneeded;
	default:
		return &x->retransmissions_unknown;
	}
}

static void
event_count(struct half_rare *x, uint32_t needed)
{
	struct loss_stats *loss = &x->loss;
	uint64_t flight = x->event_flight_bytes;

	loss->single_events += needed == 1;
	loss->largest_event = MAX(loss->largest_event, needed);
	loss->timeouts += x->by_timeout;
	loss->adjacent += x->event_adjacent;
	loss->flight_min_bytes = loss->flight_sum_bytes ? MIN(loss->flight_min_bytes, flight)
							: flight;
	loss->flight_max_bytes = MAX(loss->flight_max_bytes, flight);
	loss->flight_sum_bytes += flight;
	loss->rtt_sum_ns += x->event_rtt_ns;
	loss->rtt_events += x->event_rtt_ns > 0;
}

void
repeat_event_close(struct tracker *t, struct conn_track *c, enum direction dir)
{
	struct half_track *x = &c->half[dir];
	struct half_rare *rare;
	uint32_t needed;

	if (!x->rare->event_repeats)
		return;
	rare = rare_own(x);
	needed = rare->event_repeats - rare->event_unneeded;
	if (needed) {
		event_count(rare, needed);
	} else { /* nothing was lost: it was a delay */
		rare->loss.events--;
		ledger_move(t, c, ACCOUNT_LOSS_RECOVERY, ACCOUNT_REORDERING, dir,
			    &rare->event_time);
	}
	rare->event_repeats = rare->event_unneeded = 0;
}

static void
event_begin(struct look *l)
{
	struct half_track *x = l->x;
	struct half_rare *rare = rare_of(l->t, x);

	if (x->recovering)
		return;
	repeat_event_close(l->t, l->c, l->dir);
	x->recovering = true;
	rare->by_timeout = false;
	rare->recover_end = x->snd_max;
	rare->event++;
	x->slow_start = false;
	rare->loss.events++;
	rare->event_adjacent = 0;
	rare->event_flight_bytes = x->flight_last_bytes;
	rare->event_rtt_ns = x->rtt.srtt_ns;
	rare->event_time = (struct charge){ .since_ns = l->c->settled_ns,
					    .since_packet = l->c->settled_packet };
	if (!x->disorder)
		return;
	/* What was charged to disorder was the beginning of this recovery. */
	rare->event_time = rare->disorder_time;
	ledger_move(l->t, l->c, ACCOUNT_REORDERING, ACCOUNT_LOSS_RECOVERY, l->dir,
		    &rare->disorder_time);
	x->disorder = false;
}

/* x's repeat r was not needed after all. */
static void
count_unneeded(struct half_rare *x, struct repeat *r)
{
	if (r->class == CLASS_UNNEEDED_RETRANSMISSION)
		return;
	(*kind_count(x, r->class))--;
	x->unneeded++;
	x->loss.segments -= x->loss.segments > 0;
	if (r->event == x->event)
		x->event_unneeded++;
	r->class = CLASS_UNNEEDED_RETRANSMISSION;
	r->settled = true;
}

static void
mark(struct half_rare *x, struct repeat *r, struct judged *j, int needed, enum proof proof)
{
	if (!needed)
		count_unneeded(x, r);
	if (!j)
		return;
	j->needed = (int8_t)needed;
	j->proof = (uint8_t)proof;
	if (!needed)
		j->class = CLASS_UNNEEDED_RETRANSMISSION;
}

/* Enter this segment among the repeats, with what is known of its need now. */
static void
enter(struct look *l, enum segment_class kind, int needed, enum proof proof)
{
	struct half_track *x = l->x;
	struct half_rare *rare = rare_of(l->t, x);
	uint64_t end = MIN(l->seq + l->s->len, x->snd_max);
	struct repeat *r;
	size_t bytes;

	if (!rare->repeats)
		rare->repeats = tracker_pool_get(l->t, REPEATS_MAX * sizeof *r, &bytes);
	l->j.class = (uint8_t)kind;
	l->j.needed = (int8_t)needed;
	l->j.proof = (uint8_t)proof;
	rare->retransmissions++;
	rare->retransmitted_bytes += end - l->seq;
	/* the server says nothing but its SYN-ACK, again: it has not taken the final ACK */
	if (l->dir == C2S && l->c->syn_acks_after_ack &&
	    l->y->packets - l->y->rare->capture_duplicates == l->c->syn_acks)
		l->c->data_before_accept_repeats++;
	(*kind_count(rare, kind))++;
	event_begin(l);
	rare->loss.segments++;
	rare->event_repeats++;
	rare->by_timeout |= kind == CLASS_RTO_RETRANSMISSION;
	if (rare->repeats_n) {
		r = repeat_slot(x, rare->repeats_n - 1);
		rare->event_adjacent += r->event == rare->event && r->end == l->seq;
	}
	r = repeat_slot(x, rare->repeats_n++);
	*r = (struct repeat){
		.seq = l->seq,
		.end = end,
		.packet = l->s->packet,
		.ns = l->now_ns,
		.record = l->record,
		.tsval = l->s->tsval,
		.has_ts = l->s->options & OPT_TIMESTAMP,
		.event = rare->event,
		.class = (uint8_t)kind,
		.original_never_passed = proof == PROOF_NEVER_PASSED,
	};
	if (needed == 0) {
		count_unneeded(rare, r);
		l->j.class = CLASS_UNNEEDED_RETRANSMISSION;
	}
}

/* The sender's timer: nothing came or went for about an RTO. */
static int64_t
silence_ns(const struct look *l)
{
	int64_t last = MAX(l->x->last_tx_ns, l->x->last_ack_ns);

	return last == TIME_NONE ? 0 : l->now_ns - last;
}

/*
 * How long the timer has run: from the last time that e, first of the flight,
 * was sent, or that an ACK advanced to it. What acknowledges nothing does not
 * start it anew (RFC 6298, 5.3).
 */
static int64_t
timer_ns(const struct look *l, const struct sent *e)
{
	return l->now_ns - MAX(e->last_ns, l->x->last_advance_ns);
}

static void
timeout_fired(struct look *l)
{
	struct half_track *x = l->x;
	struct half_rare *rare = rare_of(l->t, x);

	for (uint32_t i = 0; i < x->sent_n; i++)
		if (!sent_at(x, i)->sacked)
			sent_at(x, i)->lost_by_rto = true;
	rare->rto_backoff++;
	rare->rto_backoff_max = MAX(rare->rto_backoff_max, rare->rto_backoff);
}

static enum segment_class
because(struct look *l, enum segment_class kind, enum reason why, uint64_t count, int64_t ns)
{
	l->j.reason = (uint8_t)why;
	l->j.reason_count = count;
	l->j.reason_ns = ns;
	return kind;
}

/* The kind of a repeat of e, which passed here before. */
static enum segment_class
kind_of_repeat(struct look *l, const struct sent *e)
{
	struct half_track *x = l->x;
	int64_t silent = silence_ns(l), rtt = MAX(x->rtt.srtt_ns, view_path_ns(l->c));
	int64_t rto = MAX(x->rto_ns, rtt + RTO_MIN_NS);
	bool tail = l->end >= x->snd_max, alone = l->seq <= x->snd_una;
	uint64_t above = x->rare->high_sacked > e->end ? x->rare->high_sacked - e->end : 0;

	l->j.ref_packet = e->last_packet;
	if (e->lost_by_rto)
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_AFTER_RTO, 0, 0);
	if (l->timed && alone && silent >= TIMER_SLACK(rto) &&
	    !(tail && e->transmissions == 1 && !x->recovering && x->sack_ok && l->y->sack_ok &&
	      silent < TIMER_SLACK(2 * rtt + RTO_MIN_NS)))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, silent);
	/* Evidence acts at once; seen at the receiver, a round trip later. */
	if (l->timed && alone && timer_ns(l, e) >= TIMER_SLACK(rto) &&
	    silent > rtt + rtt / 4 + RTT_TOO_SHORT_NS && (above || x->dup_acks))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, timer_ns(l, e));
	if (above)
		return because(l, CLASS_FAST_RETRANSMISSION, REASON_FAST_SACK, above, 0);
	if (x->dup_acks >= DUP_THRESHOLD)
		return because(l, CLASS_FAST_RETRANSMISSION, REASON_FAST_DUP, x->dup_acks, 0);
	if (x->recovering && !x->rare->by_timeout && alone)
		return because(l, CLASS_FAST_RETRANSMISSION, REASON_FAST_PARTIAL, 0, 0);
	/* RFC 8985, 7.2: the probe repeats the last segment after about 2 SRTT */
	if (l->timed && tail && e->transmissions == 1 && silent >= TIMER_SLACK(rtt))
		return because(l, CLASS_TAIL_LOSS_PROBE, REASON_TLP, 0, silent);
	if (l->timed && alone && timer_ns(l, e) >= TIMER_SLACK(rto))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, timer_ns(l, e));
	if (l->timed && silent >= TIMER_SLACK(rto))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, silent);
	return because(l, CLASS_RETRANSMISSION, REASON_REPEAT, 0, silent);
}

/* All the bytes were SACKed before, or acknowledged. */
static bool
sacked_before(struct half_track *x, uint64_t seq, uint64_t end)
{
	for (uint32_t i = sent_find(x, seq); i < x->sent_n && seq < end; i++) {
		if (sent_at(x, i)->seq > seq || !sent_at(x, i)->sacked)
			return false;
		seq = sent_at(x, i)->end;
	}
	return seq >= end;
}

/* What a repeat of bytes that passed here, all or some, shows of its need. */
static void
enter_repeat(struct look *l, enum segment_class kind, uint64_t end)
{
	bool at_sender = view_near_ns(l->c, l->dir) * 4 < view_near_ns(l->c, !l->dir);

	if (sacked_before(l->x, MAX(l->seq, l->x->snd_una), end))
		enter(l, kind, 0, PROOF_SACKED_BEFORE);
	else if (!at_sender && holes_bytes(l->x, l->seq, end))
		enter(l, kind, 1, PROOF_NEVER_PASSED);
	else
		enter(l, kind, -1, PROOF_NONE);
}

static void
repeat_of_seen(struct look *l)
{
	struct half_track *x = l->x;
	uint64_t end = MIN(l->seq + l->s->len, x->snd_max);
	uint32_t i = sent_find(x, l->seq);
	enum segment_class kind;

	if (end <= x->snd_una || i == x->sent_n) {
		/* by an ACK that was seen; picked up in mid-stream, snd_una is a guess */
		bool acked = end <= l->y->last_ack64;

		kind = because(l, CLASS_RETRANSMISSION, REASON_REPEAT, 0, silence_ns(l));
		if (l->timed && silence_ns(l) >= TIMER_SLACK(x->rto_ns))
			kind = because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, silence_ns(l));
		enter(l, kind, acked ? 0 : -1, acked ? PROOF_ACKED_BEFORE : PROOF_NONE);
		return;
	}
	kind = kind_of_repeat(l, sent_at(x, i));
	if (kind == CLASS_RTO_RETRANSMISSION && l->j.reason == REASON_RTO)
		timeout_fired(l);
	enter_repeat(l, kind, end);
	for (; i < x->sent_n && sent_at(x, i)->seq < end; i++) {
		struct sent *e = sent_at(x, i);

		e->last_ns = l->now_ns;
		e->last_packet = l->s->packet;
		e->tsval_last = l->s->tsval;
		e->ip_id_last = l->s->ip_id;
		e->transmissions = (uint8_t)MIN(e->transmissions + 1, UINT8_MAX);
		e->lost_by_rto = false;
	}
}

/* Does this filler of a hole carry the marks of a late original? */
static enum reason
late_or_repair(struct look *l, const struct hole *h)
{
	const struct segment *s = l->s;
	int64_t open = l->now_ns - h->since_ns, to_sender = view_near_ns(l->c, l->dir);

	if (h->has_ts && s->options & OPT_TIMESTAMP && s->tsval != h->tsval_after)
		return seq_lt(s->tsval, h->tsval_after) ? REASON_LATE_TS : REASON_REPAIR_HOLE;
	if (h->has_ip && s->ip_id && IDS_TRUSTED(l->x))
		return ip_id_lt(s->ip_id, h->ip_id_after) ? REASON_LATE_ID : REASON_REPAIR_HOLE;
	/* Same time stamp, coarse by 1 ms or more: a repair is a round trip younger. */
	if (h->has_ts && s->options & OPT_TIMESTAMP && view_path_ns(l->c) > RTT_TOO_SHORT_NS)
		return REASON_LATE_TS;
	if (!l->timed)
		return l->x->dup_acks >= DUP_THRESHOLD ? REASON_REPAIR_HOLE : REASON_LATE_GAP;
	return open < EARLY(MAX(to_sender, RTT_TOO_SHORT_NS)) ? REASON_LATE_GAP
							      : REASON_REPAIR_HOLE;
}

static void
late_original(struct look *l, enum reason why, int64_t open_ns, uint64_t overtook)
{
	struct half_rare *rare = rare_of(l->t, l->x);

	l->j.class = CLASS_OUT_OF_ORDER;
	l->j.reason = (uint8_t)why;
	l->j.reason_ns = open_ns;
	l->j.reason_count = overtook;
	rare->out_of_order++;
	rare->late_max_packets = MAX(rare->late_max_packets, overtook);
}

static void
fill_hole(struct look *l, const struct hole *h)
{
	struct half_track *x = l->x;
	enum reason why = late_or_repair(l, h);
	int64_t open = l->now_ns - h->since_ns, rtt = view_path_ns(l->c);
	bool at_sender = view_near_ns(l->c, l->dir) * 4 < view_near_ns(l->c, !l->dir);
	bool timer = l->timed && silence_ns(l) >= TIMER_SLACK(RTO_MIN_NS) &&
		     silence_ns(l) > rtt + rtt / 4;

	l->j.ref_packet = h->since_packet;
	if (why != REASON_REPAIR_HOLE) {
		late_original(l, why, open, h->packets_after);
		return;
	}
	l->j.reason = REASON_REPAIR_HOLE;
	l->j.reason_ns = open;
	l->j.reason_count = x->dup_acks;
	if (timer)
		timeout_fired(l);
	enter(l, timer ? CLASS_RTO_RETRANSMISSION : CLASS_FAST_RETRANSMISSION, at_sender ? -1 : 1,
	      at_sender ? PROOF_NONE : PROOF_NEVER_PASSED);
}

void
repeat_judge(struct look *l)
{
	uint64_t end = MIN(l->seq + l->s->len, l->x->snd_max);
	struct hole *h = hole_at(l->x, l->seq);

	if (h && holes_bytes(l->x, l->seq, end) == end - l->seq)
		fill_hole(l, h);
	else if (!repeat_original_came(l))
		repeat_of_seen(l);
}

bool
repeat_original_came(struct look *l)
{
	struct half_track *x = l->x;

	if (!(l->s->options & OPT_TIMESTAMP))
		return false;
	for (uint32_t i = repeats_kept(x); i > 0; i--) {
		struct repeat *r = repeat_slot(x, x->rare->repeats_n - i);

		if (!r->has_ts || !r->original_never_passed || r->seq > l->seq ||
		    r->end < l->seq + l->s->len || !seq_lt(l->s->tsval, r->tsval))
			continue;
		l->j.ref_packet = r->packet;
		late_original(l, REASON_LATE_AFTER_REPEAT, l->now_ns - r->ns, 1);
		mark(rare_own(x), r, tracker_record(l->t, r->record), 0, PROOF_ORIGINAL_CAME);
		return true;
	}
	return false;
}

/* The other side's ACK reaches past r for the first time: whose arrival was it? */
static void
acked(struct look *l, struct repeat *r)
{
	struct judged *j = tracker_record(l->t, r->record);
	bool ts = r->has_ts && l->s->options & OPT_TIMESTAMP;
	int64_t wait = l->now_ns - r->ns, trip = l->y->rtt.min_ns;

	r->acked = true;
	r->acked_ns = l->now_ns;
	if (r->settled)
		return;
	if (r->original_never_passed) /* already known to be needed */
		return;
	if (ts && seq_lt(l->s->tsecr, r->tsval))
		mark(rare_own(l->y), r, j, 0, PROOF_TSECR);
	else if (!ts && l->timed && trip > RTT_TOO_SHORT_NS && wait < EARLY(trip))
		mark(rare_own(l->y), r, j, 0, PROOF_TOO_EARLY);
	else if (ts && l->s->tsecr == r->tsval)
		mark(rare_own(l->y), r, j, 1, PROOF_ECHOED);
	else
		mark(rare_own(l->y), r, j, 1,
		     l->x->sack_ok && l->y->sack_ok ? PROOF_NO_DSACK : PROOF_AFTER_TRIP);
}

void
repeat_on_ack(struct look *l)
{
	struct half_track *y = l->y;

	for (uint32_t i = repeats_kept(y); i > 0; i--) {
		struct repeat *r = repeat_slot(y, y->rare->repeats_n - i);

		if (!r->acked && r->end <= l->ack)
			acked(l, r);
	}
}

void
repeat_on_dsack(struct look *l, uint64_t left, uint64_t right)
{
	struct half_track *y = l->y;
	uint32_t n = repeats_kept(y);

	/* One DSACK tells of one needless copy: the latest not yet told of. */
	for (uint32_t i = 1; i <= n; i++) {
		struct repeat *r = repeat_slot(y, y->rare->repeats_n - i);

		if (r->settled || r->seq >= right || r->end <= left)
			continue;
		mark(rare_own(y), r, tracker_record(l->t, r->record), 0, PROOF_DSACK);
		return;
	}
}

void
repeat_finish(struct tracker *t, struct conn_track *c)
{
	for (int d = 0; d < 2; d++) {
		struct half_track *x = &c->half[d];

		for (uint32_t i = repeats_kept(x); i > 0; i--) {
			struct repeat *r = repeat_slot(x, x->rare->repeats_n - i);
			struct judged *j = tracker_record(t, r->record);

			if (j && j->needed < 0)
				j->proof = PROOF_UNSETTLED;
		}
		repeat_event_close(t, c, (enum direction)d);
	}
}
