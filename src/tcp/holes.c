/*
 * holes.c - bytes below snd_max that never passed the capture point
 *
 * A hole is filled by a late original or by a repair, or it is acknowledged
 * without either: then the capture missed it. The list is short and bounded;
 * when it is full, the oldest hole is forgotten.
 */
#include "tcp/track.h"

static void
forget(struct half_track *xt, uint32_t i)
{
	xt->holes_n--;
	memmove(xt->holes + i, xt->holes + i + 1, (xt->holes_n - i) * sizeof *xt->holes);
}

static struct hole *
insert(struct half_track *xt, uint32_t at)
{
	if (xt->holes_n == HOLES_MAX) {
		forget(xt, 0);
		at -= at > 0;
	}
	memmove(xt->holes + at + 1, xt->holes + at, (xt->holes_n - at) * sizeof *xt->holes);
	xt->holes_n++;
	return &xt->holes[at];
}

void
hole_add(struct look *l, uint64_t seq, uint64_t end)
{
	struct half_track *xt = l->xt;
	size_t bytes;

	if (!xt->holes)
		xt->holes = tracker_pool_get(l->t, HOLES_MAX * sizeof *xt->holes, &bytes);
	*insert(xt, xt->holes_n) = (struct hole){
		.seq = seq,
		.end = end,
		.since_ns = l->now_ns,
		.since_packet = l->s->packet,
		.tsval_after = l->s->tsval,
		.has_ts = l->s->options & OPT_TIMESTAMP,
		.ip_id_before = xt->ip_id_last,
		.ip_id_after = l->s->ip_id,
		.has_ip = (l->s->known & SEG_HAS_IP) && l->s->ip_id,
		.packets_after = 1,
	};
}

struct hole *
hole_at(struct half_track *xt, uint64_t seq)
{
	for (uint32_t i = 0; i < xt->holes_n; i++)
		if (seq >= xt->holes[i].seq && seq < xt->holes[i].end)
			return &xt->holes[i];
	return NULL;
}

/* [seq, end) has come: cut it out of every hole. */
void
hole_fill(struct half_track *xt, uint64_t seq, uint64_t end)
{
	for (uint32_t i = 0; i < xt->holes_n;) {
		struct hole *h = &xt->holes[i];

		if (end <= h->seq || seq >= h->end) {
			i++;
		} else if (seq <= h->seq && end >= h->end) {
			forget(xt, i);
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
			*insert(xt, i + 1) = rest;
			i += 2;
		}
	}
}

uint64_t
holes_acked(struct half_track *xt, uint64_t ack)
{
	uint64_t bytes = 0;

	while (xt->holes_n && xt->holes[0].seq < ack) {
		struct hole *h = &xt->holes[0];

		bytes += MIN(h->end, ack) - h->seq;
		if (h->end > ack) {
			h->seq = ack;
			break;
		}
		forget(xt, 0);
	}
	return bytes;
}

uint64_t
holes_bytes(const struct half_track *xt, uint64_t seq, uint64_t end)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < xt->holes_n; i++)
		if (xt->holes[i].seq < end && xt->holes[i].end > seq)
			bytes += MIN(xt->holes[i].end, end) - MAX(xt->holes[i].seq, seq);
	return bytes;
}
