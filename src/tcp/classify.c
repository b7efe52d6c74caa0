/*
 * classify.c - what a segment is: one class, with the reason
 */
#include "tcp/track.h"

static void
is(struct look *l, enum segment_class class, enum reason why)
{
	l->j.class = (uint8_t) class;
	l->j.reason = (uint8_t)why;
}

static bool
pure(const struct segment *s)
{
	return !s->len && !(s->flags & (TCP_SYN | TCP_FIN | TCP_RST));
}

/* --- opening --- */

static void
count_fast_open(struct look *l)
{
	struct conn_track *c = l->c;
	uint16_t *n = l->s->options & OPT_FASTOPEN ? &c->syns_fastopen : &c->syns_plain;

	*n = (uint16_t)MIN(*n + 1, UINT16_MAX);
	if (!c->syns)
		c->syn_data_bytes = (uint16_t)MIN(l->s->len, UINT16_MAX);
}

static void
classify_syn(struct look *l)
{
	struct conn_track *c = l->c;

	count_fast_open(l);
	l->x->have_isn = true;
	c->last_syn_ns = l->s->time_ns;
	if (c->syns++) {
		is(l, CLASS_SYN_RETRANSMISSION, REASON_SYN_AGAIN);
		l->j.reason_ns = l->now_ns - c->syn_ns;
		l->j.reason_count = c->syns - 1;
		return;
	}
	c->syn_ns = l->now_ns;
	c->syn_packet = l->s->packet;
	c->handshake = HANDSHAKE_PARTIAL;
	c->opening = OPENING_UNANSWERED;
	is(l, CLASS_SYN, REASON_OPENS);
}

static void
classify_syn_ack(struct look *l)
{
	struct conn_track *c = l->c;

	/* in a simultaneous open each side sends one (RFC 9293, 3.5, figure 7) */
	bool other_sides = c->simultaneous_open && !l->x->accepted;

	l->x->accepted = true;
	c->last_syn_ack_ns = l->s->time_ns;
	if (c->syn_acks++ && !other_sides) {
		bool after = c->handshake_ack_ns != TIME_NONE;

		c->syn_acks_after_ack += after;
		is(l, CLASS_SYN_RETRANSMISSION,
		   after ? REASON_ACCEPTS_AFTER_ACK : REASON_ACCEPTS_AGAIN);
		l->j.ref_packet = after ? c->handshake_ack_packet : c->syn_ack_packet;
		l->j.reason_ns = l->now_ns - c->syn_ack_ns;
		l->j.reason_count = c->syn_acks - 1;
		return;
	}
	if (c->syn_acks == 1) {
		c->syn_ack_ns = l->now_ns;
		c->syn_ack_packet = l->s->packet;
	}
	c->handshake = HANDSHAKE_PARTIAL;
	if (c->opening != OPENING_DONE)
		c->opening = OPENING_HALF;
	is(l, CLASS_SYN_ACK, REASON_ACCEPTS);
}

static void
classify_opening(struct look *l)
{
	if (l->s->flags & TCP_ACK)
		classify_syn_ack(l);
	else if (l->dir == S2C && l->c->syns) {
		l->c->simultaneous_open = true;
		is(l, CLASS_SYN, REASON_OPENS_BOTH);
	} else
		classify_syn(l);
}

/* The final ACK of the handshake, with or without data. */
static bool
ends_handshake(struct look *l)
{
	struct conn_track *c = l->c;

	/* one direction only was captured: without the client's ACK, the server goes on */
	if (c->opening == OPENING_HALF && l->dir == S2C && !l->y->packets &&
	    !(l->s->flags & (TCP_SYN | TCP_RST)))
		c->opening = OPENING_DONE;
	if (!l->has_ack || l->dir != C2S || c->handshake_ack_ns != TIME_NONE ||
	    !(c->syns || c->syn_acks) || l->s->flags & (TCP_SYN | TCP_RST) || l->ack <= l->y->isn64)
		return false;
	c->handshake_ack_ns = l->now_ns;
	c->handshake_ack_packet = l->s->packet;
	c->opening = OPENING_DONE;
	c->handshake = c->syns && c->syn_acks ? HANDSHAKE_FULL : HANDSHAKE_PARTIAL;
	return true;
}

/* --- resets --- */

/* Bytes of the other side that this end took in, or was about to, unread. */
static bool
has_unread(const struct look *l)
{
	const struct half_track *x = l->x;
	uint64_t shrunk = x->window_max_bytes - MIN(x->window_bytes, x->window_max_bytes);

	if (!l->y->unique_bytes)
		return false;
	if (l->y->snd_max > l->x->last_ack64 && l->x->last_ack64)
		return true; /* data came that it did not even acknowledge */
	/* the window stays smaller by what lies unread (RFC 9293, 3.8.6.2.2) */
	return x->window_max_bytes && shrunk >= 2 * (uint64_t)MAX(x->mss, 536);
}

bool
reset_is_for_another(const struct look *l)
{
	const struct half_track *y = l->y;

	return l->s->flags & TCP_ACK && y->state == TCP_SYN_SENT && l->x->state <= TCP_LISTEN &&
	       y->have_isn && (l->ack <= y->isn64 || l->ack > y->snd_max);
}

static enum reset_kind
reset_kind(const struct look *l)
{
	const struct conn_track *c = l->c;

	if (reset_is_for_another(l))
		return RESET_NO_SUCH;
	if (c->opening == OPENING_UNANSWERED && l->dir == S2C)
		return RESET_REFUSED;
	if (l->x->fin_seq64 && l->y->fin_seq64)
		return MIN(l->y->snd_max, l->y->fin_seq64) > l->x->last_ack64 ? RESET_AFTER_CLOSE
									      : RESET_AFTER_DONE;
	if (l->x->fin_seq64)
		return l->y->last_data_ns > l->x->last_tx_ns || has_unread(l) ? RESET_AFTER_CLOSE
									      : RESET_ABORT;
	/* RFC 9293, 3.10.7.1: answering a segment with an ACK, it has SEQ=SEG.ACK and no ACK */
	if (!(l->s->flags & TCP_ACK))
		return RESET_NO_SUCH;
	return has_unread(l) ? RESET_UNREAD_DATA : RESET_ABORT;
}

/* How far its number is from what its sender would send next; 0 in what is under way. */
static int64_t
off_stream(const struct look *l)
{
	const struct half_track *x = l->x;

	if (!x->started || !(l->s->known & SEG_HAS_SEQ))
		return 0;
	if (l->seq < x->snd_una)
		return -(int64_t)(x->snd_una - l->seq);
	return l->seq > x->snd_max ? (int64_t)(l->seq - x->snd_max) : 0;
}

static void
classify_reset(struct look *l)
{
	enum reset_kind kind = reset_kind(l);
	struct half_rare *rare = rare_of(l->t, l->x);

	is(l, CLASS_RESET, REASON_RESET);
	l->j.reason_count = kind;
	if (kind == RESET_REFUSED)
		l->c->opening = OPENING_REFUSED;
	if (!rare->resets++) {
		rare->reset_kind = (uint8_t)kind;
		rare->reset_packet = l->s->packet;
		rare->reset_ttl = l->s->ttl;
		rare->reset_off_bytes = off_stream(l);
		rare->reset_ns = l->now_ns;
	}
}

/* --- data and FIN --- */

/*
 * What lies between the first ACK and the first data of a connection that was open before
 * the capture began, was on its way then: no hole.
 */
static bool
was_in_flight(const struct look *l)
{
	return l->x->data_packets == 1 && !l->x->have_isn && !l->c->syns && !l->c->syn_acks;
}

/* The default of tcp_wmem's largest: more is hardly ever on its way. */
#define IN_FLIGHT_MOST (4 << 20)

/* ACKs that came before it were for the same. */
static void
forget_unseen(struct look *l)
{
	struct half_rare *rare = rare_of(l->t, l->x);

	if (rare->acked_unseen_bytes > IN_FLIGHT_MOST)
		return;
	rare->acked_unseen_bytes = 0;
	rare->acked_unseen_events = 0;
}

static void
take_new(struct look *l, uint64_t from)
{
	struct half_track *x = l->x;

	for (uint32_t i = 0; i < x->rare->holes_n; i++)
		x->rare->holes[i].packets_after++;
	if (from > x->snd_max && !was_in_flight(l))
		hole_add(l, x->snd_max, from);
	sent_add(l->t, x, l->s, l->now_ns, from, l->seq + l->s->len);
	l->new_bytes += l->seq + l->s->len - from;
	x->snd_max = l->seq + l->s->len;
}

void
probe_taken(struct half_track *x)
{
	if (x->rare->probe_end != x->snd_max + 1)
		return;
	x->snd_max = x->rare->probe_end;
	x->unique_bytes++;
}

static void
classify_data(struct look *l)
{
	struct half_track *x = l->x;
	uint64_t end = l->seq + l->s->len;
	int64_t silent = l->x->last_tx_ns == TIME_NONE ? 0 : l->now_ns - l->x->last_tx_ns;
	bool hole;

	if (l->seq == l->x->rare->probe_end)
		probe_taken(x);
	count_sizes(l->t, x, l->y, l->s->len);
	x->data_packets++;
	hole = l->seq > x->snd_max && !was_in_flight(l);
	if (was_in_flight(l) && x->rare->acked_unseen_bytes)
		forget_unseen(l);
	if (l->seq >= x->snd_max) {
		enum segment_class kind;
		enum reason why;
		bool again = unseen_repeat(l, silent, &kind, &why);

		l->j.reason_count = l->seq - x->snd_max;
		take_new(l, l->seq);
		x->unique_bytes += l->s->len;
		is(l, CLASS_DATA,
		   hole			  ? REASON_NEW_AFTER_HOLE
		   : x->data_packets == 1 ? REASON_FIRST_DATA
					  : REASON_NEW_DATA);
		if (again)
			repeat_of_unseen(l, kind, why, silent);
	} else {
		uint64_t missing = holes_bytes(l->x, l->seq, end);

		x->unique_bytes += missing;
		unseen_before_repair(l, silent);
		repeat_judge(l);
		hole_fill(l->x, l->seq, end);
		sent_forget_blocks(x);
		if (missing == l->s->len) /* it may be lost behind here, and come again */
			sent_add(l->t, x, l->s, l->now_ns, l->seq, end);
		if (end > x->snd_max) {
			x->unique_bytes += end - x->snd_max;
			take_new(l, x->snd_max);
		}
	}
}

/* Text may tell no more of a segment than its length (tcpdump -q). */
static bool
has_length_only(const struct look *l)
{
	return UNLIKELY(!(l->s->known & SEG_HAS_SEQ)) && !l->s->flags;
}

/*
 * Taken for new, and for received: it keeps the times of requests and answers. Nothing
 * that may come later could tell otherwise.
 */
static void
classify_length(struct look *l)
{
	struct half_track *x = l->x;

	is(l, l->s->len ? CLASS_DATA : CLASS_OTHER, REASON_LENGTH_ONLY);
	if (!l->s->len)
		return;
	count_sizes(l->t, x, l->y, l->s->len);
	x->data_packets++;
	x->unique_bytes += l->s->len;
	l->new_bytes += l->s->len;
	x->snd_max += l->s->len;
	x->snd_una = x->snd_max;
}

static void
classify_fin(struct look *l)
{
	struct half_track *x = l->x;
	uint64_t at = l->seq + l->s->len;

	x->fins++;
	if (x->fin_seq64) {
		if (!l->s->len)
			repeat_of_fin(l);
		return;
	}
	x->fin_seq64 = at;
	x->fin_ns = l->now_ns;
	if (!l->s->len) {
		if (at > x->snd_max)
			hole_add(l, x->snd_max, at);
		is(l, CLASS_FIN, REASON_FIN);
	}
	x->snd_max = MAX(x->snd_max, at + 1);
}

/* --- probes and ACKs --- */

/*
 * One byte, acknowledged before, soon after it was first sent: at the receiver
 * that is a repeat, as the ACK was lost on its way. Keep-alives wait much longer
 * than the timer, but follow each other faster.
 */
static bool
repeats_a_byte(const struct look *l)
{
	const struct half_track *x = l->x;

	return l->s->len && l->timed && x->last_tx_ns != TIME_NONE &&
	       l->now_ns - x->last_tx_ns < 2 * l->x->rto_ns &&
	       x->rare->keep_alive_packet != l->x->last_packet;
}

static void
count_probe(struct look *l, uint64_t *ret_counter)
{
	(*ret_counter)++;
	l->x->data_packets += l->s->len > 0;
}

/* RFC 9293, 3.8.4: SEG.SEQ = SND.NXT-1, with no byte or one of garbage. */
static bool
classify_probe(struct look *l)
{
	const struct segment *s = l->s;
	struct half_track *x = l->x;
	bool shut = l->y->window_shut;

	if (s->len > 1 || s->flags & (TCP_SYN | TCP_FIN | TCP_RST) || !l->x->started ||
	    !(s->known & SEG_HAS_SEQ))
		return false;
	if (shut && (l->seq + 1 == x->snd_una || (s->len == 1 && l->seq <= x->snd_max))) {
		is(l, CLASS_ZERO_WINDOW_PROBE, REASON_WINDOW_PROBE);
		count_probe(l, &rare_of(l->t, x)->window_probes);
		if (s->len && l->seq == x->snd_max)
			rare_of(l->t, l->x)->probe_end = l->end;
		return true;
	}
	if (l->seq + 1 != x->snd_max || x->snd_una != x->snd_max || !x->state ||
	    x->state < TCP_ESTABLISHED || repeats_a_byte(l))
		return false;
	is(l, CLASS_KEEP_ALIVE, REASON_KEEP_ALIVE);
	count_probe(l, &rare_of(l->t, x)->keep_alives);
	rare_of(l->t, l->x)->keep_alive_packet = s->packet;
	return true;
}

static void
classify_standing(struct look *l)
{
	struct half_track *x = l->x;
	bool outstanding = l->y->snd_max > l->ack;

	if (l->dsack) {
		is(l, CLASS_DUPLICATE_ACK, REASON_DSACK);
		rare_of(l->t, x)->duplicate_acks++;
	} else if (outstanding && (l->sacks_new || !l->window_changed) && l->ack == l->y->snd_una) {
		is(l, CLASS_DUPLICATE_ACK, l->s->nsack ? REASON_SACKS_MORE : REASON_DUP_ACK);
		l->j.reason_count = l->y->dup_acks;
		rare_of(l->t, x)->duplicate_acks++;
	} else if (l->window_changed) {
		is(l, CLASS_WINDOW_UPDATE, REASON_WINDOW_UPDATE);
	} else if (l->y->rare->keep_alive_packet &&
		   l->y->rare->keep_alive_packet == l->y->last_packet) {
		is(l, CLASS_KEEP_ALIVE_ACK, REASON_KEEP_ALIVE_ACK);
		l->j.ref_packet = l->y->rare->keep_alive_packet;
	} else {
		is(l, CLASS_ACK, REASON_ACK_NOTHING);
	}
}

static bool
answers(const struct look *l, uint64_t packet)
{
	return packet && packet == l->y->last_packet;
}

static void
classify_challenge(struct look *l)
{
	is(l, CLASS_CHALLENGE_ACK, l->unacceptable ? REASON_UNACCEPTABLE : REASON_CHALLENGE);
	l->j.ref_packet = l->y->last_packet;
	rare_of(l->t, l->x)->challenge_acks++;
	if (!l->unacceptable)
		return;
	l->c->unacceptable_packet = l->s->packet;
	rare_own(l->x)->unacceptable_acks++;
}

/* A FIN or data of its sender is before it, within what it may send, and not here. */
static void
note_ahead(struct look *l)
{
	struct half_track *x = l->x;
	uint64_t room = MAX(l->y->window_max_bytes, 65535u);

	if (x->started && l->s->known & SEG_HAS_SEQ && !l->unacceptable &&
	    l->seq - x->snd_max <= room)
		rare_of(l->t, x)->ahead = MAX(x->rare->ahead, l->seq);
}

static void
classify_ack(struct look *l)
{
	/* RFC 5961, 4: a SYN met an old connection of the same four numbers */
	bool meets_old = l->y->state == TCP_SYN_SENT && l->x->state <= TCP_LISTEN;

	l->x->pure_acks++;
	if (UNLIKELY(l->seq > l->x->snd_max))
		note_ahead(l);
	if (meets_old || l->unacceptable || answers(l, l->c->unacceptable_packet) ||
	    answers(l, l->c->doubted_reset)) {
		/* RFC 9293, 3.10.7.4: an unacceptable segment is answered by an ACK */
		classify_challenge(l);
	} else if (l->x->window_shut) {
		is(l, CLASS_ZERO_WINDOW, REASON_WINDOW_SHUT);
	} else if (l->ack_advances) {
		is(l, CLASS_ACK, l->unseen_bytes ? REASON_ACK_UNSEEN : REASON_ACK);
		l->j.reason_count = l->unseen_bytes ? l->unseen_bytes : l->acked_bytes;
	} else {
		classify_standing(l);
	}
}

void
classify(struct look *l)
{
	const struct segment *s = l->s;
	bool handshake_ends = ends_handshake(l);

	l->j.needed = -1;
	if (has_length_only(l)) {
		classify_length(l);
		return;
	}
	if (s->flags & TCP_RST) {
		classify_reset(l);
		return;
	}
	/* its numbers are those of an older connection: they tell nothing of this one */
	if (!l->x->started && s->known & SEG_HAS_SEQ && !pure(s) && !(s->flags & TCP_SYN)) {
		is(l, CLASS_OTHER, REASON_OTHER_LIFE);
		return;
	}
	if (s->flags & TCP_SYN)
		classify_opening(l);
	else if (classify_probe(l))
		return;
	if (s->len)
		classify_data(l);
	if (s->flags & TCP_FIN)
		classify_fin(l);
	if (s->flags & TCP_SYN) { /* with data (Fast Open) it is still a SYN */
		if (l->j.reason == REASON_FIRST_DATA)
			l->j.class = s->flags & TCP_ACK ? CLASS_SYN_ACK : CLASS_SYN;
		return;
	}
	if (!pure(s))
		return;
	classify_ack(l);
	if (handshake_ends)
		is(l, CLASS_HANDSHAKE_ACK, REASON_HANDSHAKE_DONE);
}
