/*
 * path.c - what happens to a packet on its way
 *
 * Each direction has one bottleneck: where the tap is at an end, on the far side
 * of it; else on the client's side, as an access link.
 */
#include "sim.h"

#define NIC_BPS 1000000000ull
#define FRAME_OVERHEAD 66
#define BURST_MAX 8

uint32_t
packet_new(struct sim *s)
{
	uint32_t i = s->packets_free;

	if (i == NO_SEG) {
		uint32_t old = s->packets_room;

		s->packets_room = old ? old * 2 : 1024;
		s->packets = must_grow(s->packets, s->packets_room * sizeof(*s->packets));
		for (i = old; i < s->packets_room; i++)
			s->packets[i].next_free = i + 1 < s->packets_room ? i + 1 : NO_SEG;
		i = old;
	}
	s->packets_free = s->packets[i].next_free;
	return i;
}

void
packet_free(struct sim *s, uint32_t packet)
{
	s->packets[packet].next_free = s->packets_free;
	s->packets_free = packet;
}

static int64_t
wire_ns(const struct packet *p, uint64_t rate_bps)
{
	return (int64_t)((uint64_t)(p->len + FRAME_OVERHEAD) * 8 * S / rate_bps);
}

/* Wait in the queue, then on the wire; -1 when the queue has no room. */
static int64_t
bottleneck_ns(struct sim *s, struct flow *f, struct end *e, const struct packet *p, int64_t sent)
{
	int64_t start;

	if (p->len && random_chance(&s->random, f->stalls)) {
		/* as a radio that changes its cell: longer than an RTO may be */
		e->stall_end_ns = sent + random_between(&s->random, 250 * MS, 900 * MS);
		if (e->link_free_ns < e->stall_end_ns)
			e->link_free_ns = e->stall_end_ns;
	}
	start = e->link_free_ns > sent ? e->link_free_ns : sent;
	if (start - (e->stall_end_ns > sent ? e->stall_end_ns : sent) > f->queue_ns)
		return -1;
	e->link_free_ns = start + wire_ns(p, f->rate_bps);
	return e->link_free_ns - sent;
}

static bool
dice_lost(struct sim *s, const struct flow *f, struct end *e, const struct packet *p)
{
	if (e->burst_left) {
		e->burst_left--;
		return true;
	}
	if (p->len && random_chance(&s->random, f->bursts)) {
		e->burst_left = random_below(&s->random, BURST_MAX);
		return true;
	}
	return random_chance(&s->random, p->len ? f->loss : f->loss / 2);
}

/* The share of the way in front of the tap, in 1/256. */
static int
share_before(const struct flow *f, enum side side)
{
	static const int of_client[] = {
		[TAP_CLIENT] = 0, [TAP_SERVER] = 256, [TAP_BETWEEN] = 180
	};

	return side == CLIENT ? of_client[f->tap] : 256 - of_client[f->tap];
}

void
path_send(struct sim *s, struct flow *f, enum side side, struct packet p)
{
	struct end *e = &f->end[side];
	int64_t sent = (e->nic_free_ns > s->now ? e->nic_free_ns : s->now) + wire_ns(&p, NIC_BPS);
	int64_t before = f->rtt / 2 * share_before(f, side) / 256, after = f->rtt / 2 - before;
	bool far = side == (f->tap == TAP_CLIENT ? CLIENT : SERVER); /* bottleneck behind the tap */
	int64_t slow = bottleneck_ns(s, f, e, &p, sent);
	bool lost = slow < 0 || dice_lost(s, f, e, &p);
	bool lost_far = slow < 0 || f->tap != TAP_BETWEEN ? far : random_below(&s->random, 2);
	struct seg *g = p.seg == NO_SEG ? NULL : seg_at(e, p.seg);
	int64_t tap_ns;
	uint32_t i;

	e->nic_free_ns = sent;
	if (p.len && random_chance(&s->random, f->late))
		slow += random_between(&s->random, f->rtt / 64, f->rtt / 3);
	p.ip_id = f->ipv6 ? 0 : ++e->ip_id;
	p.side = (uint8_t)side;
	p.lost = lost;
	p.needed = g && !g->survives;
	if (g)
		g->survives |= !lost;
	if (lost && !lost_far)
		return;
	tap_ns = sent + before + (far || lost ? 0 : slow);
	p.arrive_ns = tap_ns + after + (far && !lost ? slow : 0);
	i = packet_new(s);
	p.flow = (uint32_t)(f - s->flows);
	s->packets[i] = p;
	f->events++;
	events_add(&s->events, (struct event){ .ns = tap_ns, .what = i, .kind = EV_TAP });
}

static void
tell(struct sim *s, const struct packet *p, uint64_t number)
{
	struct truth *t = &s->flows[p->flow].end[p->side].truth;

	t->packets++;
	t->bytes += p->len;
	if (!p->repeat || !p->len)
		return;
	t->repeats++;
	t->unneeded += !p->needed;
	t->timeouts += p->timed_out;
	if (s->truth)
		fprintf(s->truth, "{\"packet\":%llu,\"needed\":%s,\"timeout\":%s}\n",
			(unsigned long long)number, p->needed ? "true" : "false",
			p->timed_out ? "true" : "false");
}

static struct frame
frame_of(const struct sim *s, const struct packet *p)
{
	const struct flow *f = &s->flows[p->flow];
	struct frame r = {
		.ns = s->now,
		.from = &f->place[p->side],
		.to = &f->place[!p->side],
		.seq = p->seq,
		.ack = p->ack,
		.tsval = p->tsval,
		.tsecr = p->tsecr,
		.ip_id = p->ip_id,
		.window = p->raw_window,
		.len = p->len,
		.flags = p->flags,
		.nsack = p->nsack,
		.wscale = f->end[p->side].wscale,
		.ipv6 = f->ipv6,
		.timestamps = f->timestamps && !(p->flags & FLAG_RST),
	};

	for (int i = 0; i < p->nsack; i++) {
		r.sack[i][0] = p->sack[i][0];
		r.sack[i][1] = p->sack[i][1];
	}
	return r;
}

void
path_tap(struct sim *s, uint32_t packet)
{
	struct packet *p = &s->packets[packet];
	struct frame f = frame_of(s, p);

	tell(s, p, writer_put(&s->writer, &f));
	if (p->lost) {
		s->flows[p->flow].events--;
		packet_free(s, packet);
		return;
	}
	events_add(&s->events,
		   (struct event){ .ns = p->arrive_ns, .what = packet, .kind = EV_ARRIVE });
}
