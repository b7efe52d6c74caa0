/*
 * sender.c - when to send what: windows, recovery, the timer
 */
#include <stdlib.h>

#include "sim.h"

#define FIRST_ROOM 16u
#define DUPLICATES 3	      /* RFC 5681, 3.2: segments above that say it is lost */
#define RTO_FIRST_NS (1 * S)  /* RFC 6298, 2.1 */
#define RTO_MIN_NS (200 * MS) /* TCP_RTO_MIN of Linux */
#define TRIES_MAX 8

struct seg *
seg_at(const struct end *e, uint32_t i)
{
	return &e->segs[i & (e->room - 1)];
}

static void
grow(struct end *e)
{
	uint32_t room = e->room ? e->room * 2 : FIRST_ROOM;
	struct seg *segs = must_grow(NULL, room * sizeof(*segs));

	for (uint32_t i = e->una; i != e->nxt; i++)
		segs[i & (room - 1)] = *seg_at(e, i);
	free(e->segs);
	e->segs = segs;
	e->room = room;
}

/* One more segment at the end: data, SYN or FIN. Its numbers are new. */
static uint32_t
append(struct end *e, uint8_t flags, uint16_t len)
{
	if (!e->room || e->nxt - e->una == e->room)
		grow(e);
	*seg_at(e, e->nxt) = (struct seg){ .seq = e->nxt_seq, .len = len, .flags = flags };
	e->nxt_seq += (uint32_t)len + !!(flags & (FLAG_SYN | FLAG_FIN));
	return e->nxt++;
}

static int64_t
rto_ns(const struct end *e)
{
	int64_t rto = RTO_FIRST_NS, var = 4 * e->rttvar;

	if (e->srtt)
		rto = e->srtt + (var > RTO_MIN_NS ? var : RTO_MIN_NS);
	return rto << e->backoff;
}

static void
timer_set(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];
	bool waits = e->una != e->nxt || (e->unsent && e->open);

	e->timer_ns = waits ? s->now + rto_ns(e) : 0;
	if (!waits || (e->timer_event_ns && e->timer_event_ns <= e->timer_ns))
		return; /* the heap asks before that, and is sent on */
	e->timer_event_ns = e->timer_ns;
	sim_at(s, e->timer_ns, EV_TIMER, f, side);
}

static void
send_seg(struct sim *s, struct flow *f, enum side side, uint32_t i, bool timed_out)
{
	struct end *e = &f->end[side];
	struct seg *g = seg_at(e, i);
	struct packet p = {
		.seg = i,
		.seq = g->seq,
		.len = g->len,
		.flags = g->flags,
		.repeat = g->tries > 0,
		.timed_out = timed_out,
	};

	if (g->tries < UINT8_MAX)
		g->tries++;
	g->tx_ns = s->now;
	receiver_say(s, f, side, &p);
	path_send(s, f, side, p);
	if (!e->timer_ns || e->nxt - e->una == 1)
		timer_set(s, f, side);
}

static uint32_t
in_flight(const struct end *e)
{
	return e->nxt - e->una - e->sacked_n - e->lost_n;
}

static bool
repeat_one(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];

	for (uint32_t i = e->una; i != e->nxt; i++) {
		if (!seg_at(e, i)->lost)
			continue;
		seg_at(e, i)->lost = false;
		e->lost_n--;
		send_seg(s, f, side, i, e->timeout_recovery);
		return true;
	}
	return false;
}

static bool
send_new(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];
	uint32_t len = e->unsent < e->mss ? (uint32_t)e->unsent : e->mss;
	uint8_t last = len == e->unsent ? FLAG_PSH : 0;

	if (!e->unsent || (uint64_t)(e->nxt_seq - e->una_seq) + len > e->peer_window)
		return false;
	e->unsent -= len;
	send_seg(s, f, side, append(e, last, (uint16_t)len), false);
	return true;
}

void
sender_queue(struct end *e, uint8_t flags)
{
	append(e, flags, 0);
}

void
sender_push(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];

	if (e->dead)
		return;
	if (!e->open) { /* the handshake */
		if (!seg_at(e, e->una)->tries)
			send_seg(s, f, side, e->una, false);
		return;
	}
	while (e->lost_n && in_flight(e) < e->cwnd && repeat_one(s, f, side))
		;
	while (!e->lost_n && in_flight(e) < e->cwnd && send_new(s, f, side))
		;
	if (e->fin_wanted && !e->fin_sent && !e->unsent) {
		e->fin_sent = true;
		send_seg(s, f, side, append(e, FLAG_FIN, 0), false);
	}
	if (e->unsent && !e->timer_ns)
		timer_set(s, f, side); /* a shut window is probed */
}

static void
sample_rtt(struct end *e, int64_t rtt)
{
	int64_t off = rtt > e->srtt ? rtt - e->srtt : e->srtt - rtt;

	if (!e->srtt) {
		e->srtt = rtt;
		e->rttvar = rtt / 2;
		return;
	}
	e->rttvar += (off - e->rttvar) / 4; /* RFC 6298, 2.3 */
	e->srtt += (rtt - e->srtt) / 8;
}

/* It has arrived, by ACK or SACK. */
static void
learn_arrival(struct sim *s, struct end *e, const struct seg *g)
{
	if (g->tx_ns > e->newest_tx_ns)
		e->newest_tx_ns = g->tx_ns;
	if (g->tries == 1) /* Karn */
		sample_rtt(e, s->now - g->tx_ns);
}

static uint32_t
take_ack(struct sim *s, struct end *e, const struct packet *p)
{
	uint32_t acked = 0;

	for (; e->una < p->ack_seg; e->una++, acked++) {
		struct seg *g = seg_at(e, e->una);

		if (g->sacked)
			e->sacked_n--;
		else if (e->una + 1 == p->ack_seg)
			learn_arrival(s, e, g);
		e->lost_n -= g->lost;
		e->una_seq = g->seq + g->len + !!(g->flags & (FLAG_SYN | FLAG_FIN));
	}
	return acked;
}

static void
take_sacks(struct sim *s, struct end *e, const struct packet *p)
{
	for (int b = p->has_dup; b < p->nsack; b++) {
		uint32_t from = p->sack_seg[b][0] > e->una ? p->sack_seg[b][0] : e->una;

		for (uint32_t i = from; i < p->sack_seg[b][1]; i++) {
			struct seg *g = seg_at(e, i);

			if (g->sacked)
				continue;
			learn_arrival(s, e, g);
			g->sacked = true;
			e->sacked_n++;
			e->lost_n -= g->lost;
			g->lost = false;
			if (i > e->high_sacked)
				e->high_sacked = i;
		}
	}
}

/*
 * Lost: three segments above have arrived; or, sent again already, something
 * sent a quarter of a round trip after the repeat has (RACK, RFC 8985).
 */
static bool
mark_lost(struct end *e)
{
	uint32_t before = e->lost_n;

	for (uint32_t i = e->una; i < e->nxt && i < e->high_sacked; i++) {
		struct seg *g = seg_at(e, i);

		if (g->sacked || g->lost)
			continue;
		if (g->tries > 1 ? e->newest_tx_ns > g->tx_ns + e->srtt / 4
				 : e->high_sacked - i >= DUPLICATES) {
			g->lost = true;
			e->lost_n++;
		}
	}
	return e->lost_n > before;
}

static void
back_off(struct end *e)
{
	e->ssthresh = e->cwnd * 7 / 10; /* CUBIC's (RFC 9438, 4.6) */
	if (e->ssthresh < 2)
		e->ssthresh = 2;
	e->cwnd = e->ssthresh;
	e->recovery = true;
	e->recovery_to = e->nxt;
}

static void
grow_window(struct end *e, uint32_t acked)
{
	if (e->cwnd < e->ssthresh) {
		e->cwnd += acked;
		return;
	}
	e->cwnd_part += acked;
	if (e->cwnd_part >= e->cwnd) {
		e->cwnd_part -= e->cwnd;
		e->cwnd++;
	}
}

/* The echo is older than the repeat: the original had arrived (Eifel, RFC 3522). */
static void
undo_timeout(struct end *e)
{
	for (uint32_t i = e->una; i != e->nxt; i++)
		seg_at(e, i)->lost = false;
	e->lost_n = 0;
	e->cwnd = e->ssthresh * 10 / 7;
	e->recovery = e->timeout_recovery = false;
}

static void
advance(struct flow *f, struct end *e, uint32_t acked, bool was_full, const struct packet *p)
{
	e->backoff = 0;
	if (e->timeout_recovery && f->timestamps && (int32_t)(p->tsecr - e->timeout_tsval) < 0)
		undo_timeout(e);
	if (e->recovery && e->una >= e->recovery_to)
		e->recovery = e->timeout_recovery = false;
	if (was_full && (!e->recovery || e->timeout_recovery))
		grow_window(e, acked);
}

void
sender_acked(struct sim *s, struct flow *f, enum side side, const struct packet *p)
{
	struct end *e = &f->end[side];
	bool was_full = in_flight(e) + 1 >= e->cwnd || e->cwnd < e->ssthresh;
	uint32_t acked = 0;

	if (p->ack_seg >= e->una) {
		e->peer_window = p->window;
		acked = take_ack(s, e, p);
	}
	if (acked && !e->open)
		app_opened(s, f, side);
	take_sacks(s, e, p);
	if (acked)
		advance(f, e, acked, was_full, p);
	if (e->sacked_n && mark_lost(e) && !e->recovery)
		back_off(e);
	if (acked)
		timer_set(s, f, side);
	sender_push(s, f, side);
}

/* All is acknowledged and the window is shut: ask, with an old number, as Linux does. */
static void
probe(struct sim *s, struct flow *f, enum side side)
{
	struct packet p = { .seg = NO_SEG, .seq = f->end[side].nxt_seq - 1 };

	receiver_say(s, f, side, &p);
	path_send(s, f, side, p);
}

static void
time_out(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];

	if (e->backoff > TRIES_MAX) {
		e->dead = true;
		return;
	}
	e->backoff++;
	if (e->una == e->nxt) {
		probe(s, f, side);
		timer_set(s, f, side);
		return;
	}
	if (!e->timeout_recovery)
		back_off(e);
	e->cwnd = 1;
	e->timeout_recovery = true;
	e->timeout_tsval = (uint32_t)(s->now / MS) + e->ts_offset;
	e->lost_n = 0;
	for (uint32_t i = e->una; i != e->nxt; i++) {
		seg_at(e, i)->lost = !seg_at(e, i)->sacked;
		e->lost_n += seg_at(e, i)->lost;
	}
	repeat_one(s, f, side);
	timer_set(s, f, side);
}

void
sender_timer(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];

	if (s->now != e->timer_event_ns)
		return; /* an earlier one was asked for since */
	e->timer_event_ns = 0;
	if (e->dead || !e->timer_ns)
		return;
	if (s->now >= e->timer_ns) {
		e->timer_ns = 0;
		time_out(s, f, side);
		return;
	}
	e->timer_event_ns = e->timer_ns;
	sim_at(s, e->timer_ns, EV_TIMER, f, side);
}
