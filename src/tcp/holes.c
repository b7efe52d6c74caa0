/*
 * holes.c - bytes below snd_max that never passed the capture point
 *
 * A hole is filled by a late original or by a repair, or it is acknowledged
 * without either: then the capture missed it. The list is short and bounded;
 * when it is full, the oldest hole is forgotten.
 */
#include "tcp/track.h"

static void
forget(struct half_track *x, uint32_t i)
{
	rare_own(x)->holes_n--;
	memmove(x->rare->holes + i, x->rare->holes + i + 1,
		(x->rare->holes_n - i) * sizeof *x->rare->holes);
}

static struct hole *
insert(struct half_track *x, uint32_t at)
{
	if (x->rare->holes_n == HOLES_MAX) {
		forget(x, 0);
		at -= at > 0;
	}
	memmove(x->rare->holes + at + 1, x->rare->holes + at,
		(x->rare->holes_n - at) * sizeof *x->rare->holes);
	rare_own(x)->holes_n++;
	return &x->rare->holes[at];
}

void
hole_add(struct look *l, uint64_t seq, uint64_t end)
{
	struct half_track *x = l->x;
	struct half_rare *rare = rare_of(l->t, x);

	if (!rare->holes)
		rare->holes = tracker_pool_get(l->t, HOLES_MAX * sizeof *rare->holes);
	*insert(x, x->rare->holes_n) = (struct hole){
		.seq = seq,
		.end = end,
		.since_ns = l->now_ns,
		.since_packet = l->s->packet,
		.tsval_after = l->s->tsval,
		.has_ts = l->s->options & OPT_TIMESTAMP,
		.ip_id_before = x->ip_id_last,
		.ip_id_after = l->s->ip_id,
		.has_ip = (l->s->known & SEG_HAS_IP) && l->s->ip_id,
		.packets_after = 1,
	};
}

struct hole *
hole_at(struct half_track *x, uint64_t seq)
{
	for (uint32_t i = 0; i < x->rare->holes_n; i++)
		if (seq >= x->rare->holes[i].seq && seq < x->rare->holes[i].end)
			return &x->rare->holes[i];
	return NULL;
}

/* [seq, end) has come: cut it out of every hole. */
void
hole_fill(struct half_track *x, uint64_t seq, uint64_t end)
{
	for (uint32_t i = 0; i < x->rare->holes_n;) {
		struct hole *h = &x->rare->holes[i];

		if (end <= h->seq || seq >= h->end) {
			i++;
		} else if (seq <= h->seq && end >= h->end) {
			forget(x, i);
		} else if (seq <= h->seq) {
			h->seq = end;
			i++;
		} else if (end >= h->end) {
			h->end = seq;
			i++;
		} else {
			struct hole rest = *h;

			rest.seq = end;
			h->end = seq;
			*insert(x, i + 1) = rest;
			i += 2;
		}
	}
}

void
holes_forget(struct half_track *x)
{
	if (x->rare->holes_n)
		rare_own(x)->holes_n = 0;
}

uint64_t
holes_acked(struct half_track *x, uint64_t ack)
{
	uint64_t bytes = 0;

	while (x->rare->holes_n && x->rare->holes[0].seq < ack) {
		struct hole *h = &x->rare->holes[0];

		bytes += MIN(h->end, ack) - h->seq;
		if (h->end > ack) {
			h->seq = ack;
			break;
		}
		forget(x, 0);
	}
	return bytes;
}

uint64_t
holes_bytes(const struct half_track *x, uint64_t seq, uint64_t end)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < x->rare->holes_n; i++)
		if (x->rare->holes[i].seq < end && x->rare->holes[i].end > seq)
			bytes += MIN(x->rare->holes[i].end, end) - MAX(x->rare->holes[i].seq, seq);
	return bytes;
}
