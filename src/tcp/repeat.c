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
#include "tcp/view.h"

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

/* What r, up to its end, has of the transmissions before. */
static void
compare_with_last(const struct look *l, struct repeat *r)
{
	struct half_track *x = l->x;
	int64_t last_ns = TIME_NONE;

	for (uint32_t i = sent_find(x, r->seq); i < x->sent_n && sent_at(x, i)->seq < r->end; i++) {
		const struct sent *e = sent_at(x, i);

		r->same_tsval |= l->s->options & OPT_TIMESTAMP && e->tsval_last == l->s->tsval;
		last_ns = MAX(last_ns, e->last_ns);
	}
	r->soon = l->timed && last_ns != TIME_NONE && l->now_ns - last_ns < EARLY(x->rtt.min_ns);
}

/* Enter this segment among the repeats, with what is known of its need now. */
static void
enter(struct look *l, enum segment_class kind, int needed, enum proof proof)
{
	struct half_rare *rare = rare_of(l->t, l->x);
	uint64_t end = MIN(l->seq + l->s->len, l->x->snd_max);
	struct repeat r = { .seq = l->seq, .end = end, .class = (uint8_t)kind };

	compare_with_last(l, &r);
	rare->retransmissions++;
	rare->retransmitted_bytes += end - l->seq;
	/* the server says nothing but its SYN-ACK, again: it has not taken the final ACK */
	if (l->dir == C2S && l->c->syn_acks_after_ack &&
	    l->y->packets - l->y->rare->capture_duplicates == l->c->syn_acks)
		l->c->data_before_accept_repeats++;
	loss_repair(l, kind, end);
	need_enter(l, r, needed, proof);
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

/*
 * Linux probes the end of a flight after 2 SRTT, where one segment is out 200 ms
 * later, and when the retransmission timer would end at the latest (RFC 8985, 7.2;
 * tcp_schedule_loss_probe): the first of both is the probe's wherever there is SACK.
 */
static bool
is_probe(const struct look *l, bool first, int64_t waited, int64_t rtt, int64_t rto)
{
	bool probes = l->x->sack_ok && l->y->sack_ok && !l->x->rare->no_probes;
	int64_t due = MIN(2 * rtt + RTO_MIN_NS, rto);

	if (!probes || !first || l->x->recovering || waited < TIMER_SLACK(rtt))
		return false;
	/* a timeout repeats the first of the flight, and twice as late is another timer */
	return l->seq > l->x->snd_una || waited < 2 * due;
}

/*
 * A probe is followed by the timer as it was, a timeout by twice that (RFC 6298,
 * 5.5). So the second repeat of e tells what the first was.
 */
static void
judge_first_again(struct look *l, const struct sent *e)
{
	int64_t first = e->last_ns - MAX(e->first_ns, l->x->last_advance_ns);
	int64_t second = l->now_ns - e->last_ns;

	if (e->transmissions == 2 && first >= TIMER_SLACK(RTO_MIN_NS) &&
	    second >= 2 * TIMER_SLACK(first))
		need_no_probes(l);
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
	if (l->timed && tail && e->seq <= l->seq && !above && x->dup_acks < DUP_THRESHOLD &&
	    is_probe(l, e->transmissions == 1, timer_ns(l, e), rtt, rto))
		return because(l, CLASS_TAIL_LOSS_PROBE, REASON_TLP, 0, timer_ns(l, e));
	if (l->timed && alone && silent >= TIMER_SLACK(rto))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, silent);
	/* Evidence acts at once; seen at the receiver, a round trip later. */
	if (l->timed && alone && timer_ns(l, e) >= TIMER_SLACK(rto) &&
	    silent > rtt + rtt / 4 + RTT_TOO_SHORT_NS && (above || x->dup_acks))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, timer_ns(l, e));
	if (above)
		return because(l, CLASS_FAST_RETRANSMISSION, REASON_FAST_SACK, above, 0);
	if (x->dup_acks >= DUP_THRESHOLD)
		return because(l, CLASS_FAST_RETRANSMISSION, REASON_FAST_DUP, x->dup_acks, 0);
	if (e->last_ns < x->rare->delivered_tx_ns)
		return because(l, CLASS_FAST_RETRANSMISSION, REASON_FAST_RACK, 0, 0);
	if (x->recovering && !x->rare->by_timeout && alone &&
	    x->last_advance_ns > x->rare->event_ns)
		return because(l, CLASS_FAST_RETRANSMISSION, REASON_FAST_PARTIAL, 0, 0);
	if (l->timed && alone && timer_ns(l, e) >= TIMER_SLACK(rto))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, timer_ns(l, e));
	if (l->timed && silent >= TIMER_SLACK(rto))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, silent);
	/* where a probe was due, Linux counts from the sending of the first (tcp_rearm_rto) */
	if (l->timed && alone && silent >= TIMER_SLACK(rtt) &&
	    l->now_ns - e->last_ns >= TIMER_SLACK(rto))
		return because(l, CLASS_RTO_RETRANSMISSION, REASON_RTO, 0, l->now_ns - e->last_ns);
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

/* Every transmission of these bytes was answered by an ICMP error. */
static bool
all_returned(struct half_track *x, uint64_t seq, uint64_t end)
{
	bool any = false;

	for (uint32_t i = sent_find(x, seq); i < x->sent_n && sent_at(x, i)->seq < end; i++) {
		if (sent_at(x, i)->returned < sent_at(x, i)->transmissions)
			return false;
		any = true;
	}
	return any;
}

/* What a repeat of bytes that passed here, all or some, shows of its need. */
static void
enter_repeat(struct look *l, enum segment_class kind, uint64_t end)
{
	bool at_sender = view_is_at(l->c, l->dir);

	if (sacked_before(l->x, MAX(l->seq, l->x->snd_una), end))
		enter(l, kind, 0, PROOF_SACKED_BEFORE);
	else if (!at_sender && holes_bytes(l->x, l->seq, end))
		enter(l, kind, 1, PROOF_NEVER_PASSED);
	else if (all_returned(l->x, l->seq, end))
		enter(l, kind, 1, PROOF_RETURNED);
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
	if (kind == CLASS_RTO_RETRANSMISSION && l->j.reason == REASON_RTO) {
		judge_first_again(l, sent_at(x, i));
		timeout_fired(l);
	}
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

/*
 * How long a repair is under way from here and back, at least. Where no handshake tells, the
 * time stamps that the sender echoes do: of late, with queues, which are half of it at most
 * where they are not larger than the path.
 */
static int64_t
to_sender_ns(const struct look *l)
{
	return l->x->near_known ? l->x->near_ns : l->x->near_lately_ns / 2;
}

/* Does this filler of a hole carry the marks of a late original? */
static enum reason
late_or_repair(struct look *l, const struct hole *h)
{
	const struct segment *s = l->s;
	int64_t open = l->now_ns - h->since_ns, to_sender = to_sender_ns(l);
	int64_t path_ns = MAX(view_path_ns(l->c), to_sender);

	if (h->has_ts && s->options & OPT_TIMESTAMP && s->tsval != h->tsval_after)
		return seq_lt(s->tsval, h->tsval_after) ? REASON_LATE_TS : REASON_REPAIR_HOLE;
	if (h->has_ip && s->ip_id && IDS_TRUSTED(l->x))
		return ip_id_lt(s->ip_id, h->ip_id_after) ? REASON_LATE_ID : REASON_REPAIR_HOLE;
	/* Same time stamp, coarse by 1 ms or more: a repair is a round trip younger. */
	if (h->has_ts && s->options & OPT_TIMESTAMP && path_ns > RTT_TOO_SHORT_NS)
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

/* The timer ended behind the hole: since then all is sent again as ACKs return. */
static bool
is_after_timeout(const struct half_track *x, const struct hole *h)
{
	return x->recovering && x->rare->by_timeout && h->since_ns < x->rare->event_ns;
}

static void
fill_hole(struct look *l, const struct hole *h)
{
	struct half_track *x = l->x;
	enum reason why = late_or_repair(l, h);
	int64_t open = l->now_ns - h->since_ns, rtt = view_path_ns(l->c);
	bool at_sender = view_is_at(l->c, l->dir);
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
	enter(l,
	      timer || is_after_timeout(x, h) ? CLASS_RTO_RETRANSMISSION
					      : CLASS_FAST_RETRANSMISSION,
	      at_sender ? -1 : 1, at_sender ? PROOF_NONE : PROOF_NEVER_PASSED);
}

/*
 * What passed here of these bytes has a newer time stamp: it was the repeat, and seemed
 * new, as it overtook this on the way.
 */
static bool
is_behind_its_repeat(struct look *l)
{
	struct half_track *x = l->x;
	uint32_t i = sent_find(x, l->seq);
	const struct sent *e = i < x->sent_n ? sent_at(x, i) : NULL;

	if (!e || e->seq > l->seq || e->transmissions != 1 || !e->tsval_first ||
	    !(l->s->options & OPT_TIMESTAMP) || !seq_lt(l->s->tsval, e->tsval_first))
		return false;
	l->j.ref_packet = e->first_packet;
	l->j.reason_ns = l->now_ns - e->first_ns;
	return true;
}

void
repeat_judge(struct look *l)
{
	uint64_t end = MIN(l->seq + l->s->len, l->x->snd_max);
	struct hole *h = hole_at(l->x, l->seq);

	if (h && holes_bytes(l->x, l->seq, end) == end - l->seq)
		fill_hole(l, h);
	else if (need_original_came(l) || is_behind_its_repeat(l))
		late_original(l, REASON_LATE_AFTER_REPEAT, l->j.reason_ns, 1);
	else
		repeat_of_seen(l);
}

void
repeat_of_unseen(struct look *l, enum segment_class kind, enum reason why, int64_t silent)
{
	l->j.reason = (uint8_t)why;
	l->j.reason_ns = silent;
	enter(l, kind, 1, PROOF_NEVER_PASSED);
}

static enum segment_class
kind_of_fin(const struct look *l, int64_t silent)
{
	int64_t rtt = MAX(l->x->rtt.srtt_ns, view_path_ns(l->c));

	if (l->timed &&
	    is_probe(l, !l->x->rare->rto_backoff, silent, rtt, MAX(l->x->rto_ns, rtt + RTO_MIN_NS)))
		return CLASS_TAIL_LOSS_PROBE;
	return silent >= TIMER_SLACK(l->x->rto_ns) ? CLASS_RTO_RETRANSMISSION
						   : CLASS_RETRANSMISSION;
}

void
repeat_of_fin(struct look *l)
{
	struct half_track *x = l->x;
	struct half_rare *rare = rare_of(l->t, x);
	struct repeat r = { .seq = x->fin_seq64, .end = x->fin_seq64 + 1, .is_fin = true };
	int64_t silent = l->now_ns - x->last_tx_ns;
	bool acked = x->snd_una > x->fin_seq64;

	r.class = (uint8_t)kind_of_fin(l, silent);
	l->j.reason = REASON_FIN_AGAIN;
	l->j.reason_ns = silent;
	need_enter(l, r, acked ? 0 : -1, acked ? PROOF_ACKED_BEFORE : PROOF_NONE);
	if (acked)
		return;
	rare->rto_backoff++;
	rare->rto_backoff_max = MAX(rare->rto_backoff_max, rare->rto_backoff);
}
