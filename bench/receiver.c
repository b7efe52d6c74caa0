/*
 * receiver.c - take data, acknowledge it: at once, in pairs, or after a while
 */
#include <string.h>

#include "sim.h"

#define DELACK_NS (40 * MS) /* TCP_DELACK_MIN of Linux */

static uint64_t
space(const struct end *e)
{
	return e->buffer > e->unread ? e->buffer - e->unread : 0;
}

/* The block of arrived segments around i, in segments of the peer. */
static void
block_around(const struct end *e, const struct end *peer, uint32_t i, uint32_t ret[2])
{
	ret[0] = i;
	ret[1] = i + 1;
	while (ret[0] > e->rcv_nxt && seg_at(peer, ret[0] - 1)->arrived)
		ret[0]--;
	while (ret[1] < peer->nxt && seg_at(peer, ret[1])->arrived)
		ret[1]++;
}

static bool
said_already(const struct packet *p, uint32_t first)
{
	for (int i = p->has_dup; i < p->nsack; i++)
		if (p->sack_seg[i][0] == first)
			return true;
	return false;
}

static void
say_blocks(const struct end *e, const struct end *peer, struct packet *p)
{
	for (int i = 0; i < SIM_SACKS && p->nsack < SIM_SACKS; i++) {
		uint32_t at = e->recent[i], block[2];

		if (at <= e->rcv_nxt || at >= peer->nxt || !seg_at(peer, at)->arrived)
			continue;
		block_around(e, peer, at, block);
		if (said_already(p, block[0]))
			continue;
		memcpy(p->sack_seg[p->nsack], block, sizeof(block));
		p->sack[p->nsack][0] = seg_at(peer, block[0])->seq;
		p->sack[p->nsack][1] =
			seg_at(peer, block[1] - 1)->seq + seg_at(peer, block[1] - 1)->len;
		p->nsack++;
	}
}

void
receiver_say(struct sim *s, struct flow *f, enum side side, struct packet *p)
{
	struct end *e = &f->end[side];
	uint64_t window = space(e);
	uint8_t shift = p->flags & FLAG_SYN ? 0 : e->wscale;

	p->tsval = (uint32_t)(s->now / MS) + e->ts_offset;
	p->tsecr = e->ts_recent;
	p->raw_window = (uint16_t)(window >> shift > 65535 ? 65535 : window >> shift);
	p->window = (uint32_t)p->raw_window << shift;
	p->ack = e->rcv_seq;
	p->ack_seg = e->rcv_nxt;
	if (p->flags & FLAG_SYN && !e->rcv_nxt)
		return; /* the first of all */
	p->flags |= FLAG_ACK;
	if (e->dup_from != e->dup_to) {
		p->sack[0][0] = e->dup_from;
		p->sack[0][1] = e->dup_to;
		p->has_dup = true;
		p->nsack = 1;
		e->dup_from = e->dup_to;
	}
	if (e->rcv_holes)
		say_blocks(e, &f->end[!side], p);
	e->unacked = 0;
	e->delack_ns = 0;
}

void
receiver_ack(struct sim *s, struct flow *f, enum side side)
{
	struct packet p = { .seg = NO_SEG, .seq = f->end[side].nxt_seq };

	receiver_say(s, f, side, &p);
	path_send(s, f, side, p);
}

/* All that stands in line: to the application. */
static void
deliver(struct end *e, struct end *peer, bool *ret_fin)
{
	for (; e->rcv_nxt < peer->nxt && seg_at(peer, e->rcv_nxt)->arrived; e->rcv_nxt++) {
		const struct seg *g = seg_at(peer, e->rcv_nxt);

		e->rcv_holes--;
		e->delivered += g->len;
		e->unread += e->read_every_ns ? g->len : 0;
		e->rcv_seq = g->seq + g->len + !!(g->flags & (FLAG_SYN | FLAG_FIN));
		*ret_fin |= !!(g->flags & FLAG_FIN);
	}
}

static void
remember_recent(struct end *e, uint32_t i)
{
	memmove(e->recent + 1, e->recent, sizeof(e->recent) - sizeof(*e->recent));
	e->recent[0] = i;
}

static void
ack_later(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];

	if (e->delack_ns)
		return;
	e->delack_ns = s->now + DELACK_NS;
	if (e->delack_event_ns)
		return; /* the heap asks before that, and is sent on */
	e->delack_event_ns = e->delack_ns;
	sim_at(s, e->delack_ns, EV_DELACK, f, side);
}

void
receiver_delack(struct sim *s, struct flow *f, enum side side)
{
	struct end *e = &f->end[side];

	e->delack_event_ns = 0;
	if (e->dead || !e->delack_ns)
		return;
	if (s->now >= e->delack_ns) {
		receiver_ack(s, f, side);
		return;
	}
	e->delack_event_ns = e->delack_ns;
	sim_at(s, e->delack_ns, EV_DELACK, f, side);
}

static void
take_again(struct sim *s, struct flow *f, enum side side, const struct packet *p)
{
	struct end *e = &f->end[side];

	if (p->flags & FLAG_SYN && !e->open)
		return; /* its own timer answers */
	if (p->len) {
		e->dup_from = p->seq;
		e->dup_to = p->seq + p->len;
	}
	receiver_ack(s, f, side);
}

void
receiver_note_time(struct end *e, const struct packet *p)
{
	if (!e->unacked && (int32_t)(p->seq - e->rcv_seq) <= 0 &&
	    (int32_t)(p->tsval - e->ts_recent) > 0)
		e->ts_recent = p->tsval;
}

void
receiver_take(struct sim *s, struct flow *f, enum side side, const struct packet *p)
{
	struct end *e = &f->end[side], *peer = &f->end[!side];
	bool holes = e->rcv_holes, fin = false;

	if (p->seg < e->rcv_nxt || seg_at(peer, p->seg)->arrived) {
		take_again(s, f, side, p);
		return;
	}
	seg_at(peer, p->seg)->arrived = true;
	e->rcv_holes++;
	if (p->seg != e->rcv_nxt)
		remember_recent(e, p->seg);
	else if (!e->unacked) /* the first that the next ACK is for (RFC 7323, 4.3) */
		e->ts_recent = p->tsval;
	deliver(e, peer, &fin);
	e->unacked++;
	if (fin)
		app_finished(s, f, side);
	else
		app_read(s, f, side);
	if (!e->unacked || e->dead)
		return; /* an answer took the ACK along */
	if (holes || e->rcv_holes || fin || e->unacked >= 2 || e->acks_at_once) {
		e->acks_at_once -= e->acks_at_once > 0;
		receiver_ack(s, f, side);
	} else {
		ack_later(s, f, side);
	}
}
