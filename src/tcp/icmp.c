/*
 * icmp.c - ICMP errors about the segments of a connection
 */
#include "tcp/table.h"
#include "tcp/track.h"

/* The one of this type and code, begun at its first error; NULL: there are too many. */
static struct icmp_seen *
kind_of(struct tracker *t, struct half_rare *r, const struct segment *s)
{
	struct icmp_seen **link = &r->icmp, *seen;
	int n = 0;

	for (; (seen = *link); link = &seen->next, n++)
		if (seen->type == s->icmp_type && seen->code == s->icmp_code)
			return seen;
	if (n == ICMP_KINDS_MAX)
		return NULL;
	seen = *link = tracker_pool_get(t, sizeof *seen);
	*seen = (struct icmp_seen){
		.error = s->icmp,
		.type = s->icmp_type,
		.code = s->icmp_code,
		.from = s->icmp_from,
		.first_packet = s->packet,
		.first_ns = s->time_ns,
	};
	return seen;
}

static bool
is_in_flight(const struct half_track *x, uint32_t seq)
{
	uint64_t at = seq_unwrap(seq, x->snd_max);

	return x->started && at >= x->snd_una && at < x->snd_max;
}

/* A transmission of these bytes did not arrive. Copies by the capture tell of no more. */
static void
was_returned(struct half_track *x, uint32_t seq)
{
	uint64_t at = seq_unwrap(seq, x->snd_max);
	uint32_t i = sent_find(x, at);
	struct sent *e = i < x->sent_n ? sent_at(x, i) : NULL;

	if (e && e->seq <= at && e->returned < e->transmissions)
		e->returned++;
}

void
icmp_take(struct tracker *t, struct conn_track *c, const struct segment *s)
{
	struct half_track *x = &c->half[endpoint_eq(&s->src, &c->client) ? C2S : S2C];
	struct icmp_seen *seen = kind_of(t, rare_of(t, x), s);

	if (!seen)
		return;
	seen->count++;
	seen->out_of_flight += !is_in_flight(x, s->seq);
	was_returned(x, s->seq);
	seen->last_packet = s->packet;
	seen->last_ns = s->time_ns;
	if (s->icmp_mtu && (!seen->mtu || s->icmp_mtu < seen->mtu))
		seen->mtu = s->icmp_mtu;
}

void
icmp_free(struct tracker *t, struct half_rare *r)
{
	while (r->icmp) {
		struct icmp_seen *seen = r->icmp;

		r->icmp = seen->next;
		tracker_pool_put(t, seen, sizeof *seen);
	}
}
