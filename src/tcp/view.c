/*
 * view.c - where the capture was taken, and what a sender knows when
 *
 * A capture taken at the receiver sees an ACK one way before the sender does,
 * and the sender's answer to it one way after. near_ns is that round trip
 * between the capture point and an end: about 0 for the end it was taken on.
 * With it, "how much was in flight when this was sent" has the same answer
 * from every vantage.
 */
#include "tcp/track.h"

/*
 * Taken at an end, the way to it is a host's own delay (tens of microseconds,
 * a tick at most) and the way to the other the path. A quarter tells them apart
 * on paths of a millisecond and leaves the middle of the path undecided.
 */
#define NEAR_RATIO 4

int64_t
view_near_ns(const struct conn_track *c, enum direction dir)
{
	int64_t ns = c->half[dir].near_ns;

	return ns == TIME_NONE ? 0 : ns;
}

int64_t
view_path_ns(const struct conn_track *c)
{
	int64_t a = view_near_ns(c, C2S), b = view_near_ns(c, S2C);

	return a + b;
}

static void
learn_near(struct half_track *t, int64_t ns)
{
	if (ns >= 0 && (t->near_ns == TIME_NONE || ns < t->near_ns))
		t->near_ns = ns;
}

/* SYN to SYN-ACK went to the server and back, SYN-ACK to ACK to the client. */
void
view_handshake(struct look *l)
{
	struct conn_track *c = l->c;

	if (!l->timed)
		return;
	if (c->syns == 1 && c->syn_acks == 1 && l->j.class == CLASS_SYN_ACK)
		l->j.rtt_ns = c->syn_ack_ns - c->syn_ns;
	else if (c->syn_acks == 1 && c->handshake_ack_packet == l->s->packet)
		l->j.rtt_ns = c->handshake_ack_ns - c->syn_ack_ns;
	else
		return;
	learn_near(l->x, l->j.rtt_ns);
	rtt_sample(l->y, l->j.rtt_ns, false);
}

/* Data to its ACK went to the receiver and back: never nearer than the least. */
void
view_near(struct look *l)
{
	if (l->timed && l->j.rtt_ns > 0)
		learn_near(l->x, l->j.rtt_ns);
}

/*
 * Taken at the side whose packets turn around at once. TTL settles what times
 * cannot: an own packet still has the TTL that hosts start with.
 */
static bool
ttl_is_fresh(uint8_t ttl)
{
	return ttl == 64 || ttl == 128 || ttl == 255;
}

enum vantage
view_vantage(const struct conn_track *c)
{
	int64_t to_client = c->half[C2S].near_ns, to_server = c->half[S2C].near_ns;
	bool client_fresh = c->half[C2S].packets && ttl_is_fresh(c->half[C2S].ttl);
	bool server_fresh = c->half[S2C].packets && ttl_is_fresh(c->half[S2C].ttl);

	if (c->has_times && to_client != TIME_NONE && to_server != TIME_NONE) {
		if (to_client < to_server / NEAR_RATIO)
			return VANTAGE_CLIENT;
		if (to_server < to_client / NEAR_RATIO)
			return VANTAGE_SERVER;
	}
	if (client_fresh && c->half[S2C].packets && !server_fresh)
		return VANTAGE_CLIENT;
	if (server_fresh && c->half[C2S].packets && !client_fresh)
		return VANTAGE_SERVER;
	if (!c->has_times || to_client == TIME_NONE || to_server == TIME_NONE)
		return VANTAGE_UNKNOWN;
	return VANTAGE_BETWEEN;
}

static struct trail *
trail_at(const struct half_track *x, uint32_t i)
{
	return &x->trails[i & (x->trails_cap - 1)];
}

void
trails_free(struct tracker *t, struct half_track *x)
{
	if (x->trails)
		tracker_pool_put(t, x->trails, x->trails_cap * sizeof *x->trails);
	x->trails = NULL;
	x->trails_n = x->trails_cap = 0;
}

/* The ring must reach back a round trip: double it while it does not. */
static void
trails_room(struct look *l, struct half_track *y)
{
	uint32_t cap = y->trails_cap ? y->trails_cap * 2 : TRAILS_FIRST;
	struct trail *old = y->trails, *p;
	size_t bytes;

	if (y->trails_cap &&
	    (y->trails_n < y->trails_cap || y->trails_cap == TRAILS_MAX ||
	     trail_at(y, y->trails_n)->ns < l->now_ns - 2 * view_near_lately_ns(l->c, !l->dir)))
		return;
	p = tracker_pool_get(l->t, cap * sizeof *p, &bytes);
	/* from the oldest, numbered anew: what is behind them holds nothing yet */
	for (uint32_t i = 0; i < y->trails_cap; i++)
		p[i] = *trail_at(y, y->trails_n - y->trails_cap + i);
	y->trails_n = y->trails_cap;
	if (old)
		tracker_pool_put(l->t, old, y->trails_cap * sizeof *p);
	y->trails = p;
	y->trails_cap = cap;
}

/* Remember what this segment's ACK lets the other side send. */
void
view_trail(struct look *l)
{
	struct half_track *y = l->y;
	struct trail *last = y->trails_n ? trail_at(y, y->trails_n - 1) : NULL;
	/* a SYN's window is not scaled (RFC 7323, 2.2), and window_bytes knows it */
	uint64_t edge = l->ack + l->window_bytes;
	bool same_tick = last && last->has_ts && last->tsval == l->s->tsval;

	/* Entries this close are one, so that the ring spans a round trip. */
	if (last && last->edge > last->ack &&
	    (same_tick || l->now_ns - last->ns < view_near_ns(l->c, !l->dir) / (TRAILS_MAX - 2))) {
		last->ack = MAX(last->ack, l->ack);
		last->edge = edge;
		last->tsval = l->s->tsval;
		return;
	}
	trails_room(l, y);
	*trail_at(y, y->trails_n++) = (struct trail){
		.ns = l->now_ns,
		.tsval = l->s->tsval,
		.has_ts = l->s->options & OPT_TIMESTAMP,
		.ack = l->ack,
		.edge = edge,
	};
}

static bool
is_known(const struct trail *t, int64_t knows_ns, const struct segment *s)
{
	if (s && s->options & OPT_TIMESTAMP && t->has_ts)
		return !seq_lt(s->tsecr, t->tsval);
	return t->ns <= knows_ns;
}

/* What is older is known if what is newer is: times and time stamps only grow. */
struct trail
view_of(const struct conn_track *c, enum direction dir, int64_t ns, const struct segment *s)
{
	const struct half_track *x = &c->half[dir];
	int64_t knows_ns = ns - (x->near_ns == TIME_NONE ? 0 : x->near_ns);
	uint32_t kept = MIN(x->trails_n, x->trails_cap);
	uint32_t oldest = x->trails_n - kept, lo = 0, hi = kept;

	if (!kept)
		return (struct trail){ 0 };
	if (is_known(trail_at(x, x->trails_n - 1), knows_ns, s))
		return *trail_at(x, x->trails_n - 1);
	while (lo < hi) { /* the first that is not known */
		uint32_t mid = lo + (hi - lo) / 2;

		if (is_known(trail_at(x, oldest + mid), knows_ns, s))
			lo = mid + 1;
		else
			hi = mid;
	}
	return *trail_at(x, oldest + (lo ? lo - 1 : 0));
}

struct trail
view_window(struct look *l, struct trail seen)
{
	struct half_track *x = l->x;
	uint32_t kept = MIN(x->trails_n, x->trails_cap);

	if (!l->timed || !seen.edge || l->x->snd_max <= seen.edge || l->y->window_scale_unknown)
		return seen;
	for (uint32_t i = kept; i > 0; i--) {
		const struct trail *newer = trail_at(x, x->trails_n - i);

		if (newer->ns <= seen.ns || newer->edge < l->x->snd_max)
			continue;
		learn_near(x, l->now_ns - newer->ns);
		return *newer;
	}
	return seen;
}

int64_t
view_near_lately_ns(const struct conn_track *c, enum direction dir)
{
	return MAX(view_near_ns(c, dir), c->half[dir].near_lately_ns);
}

void
view_echo(struct look *l)
{
	struct half_track *x = l->x;
	struct trail t = l->view;
	int64_t ns = l->now_ns - t.ns;

	/* with nothing in flight the sender may have rested: that is no distance */
	if (!l->timed || !t.edge || !l->flight_before || !l->new_bytes || t.ack <= x->known_at_tx)
		return;
	if (ns < view_near_ns(l->c, l->dir))
		return;
	if (!x->near_lately_ns)
		x->near_lately_ns = ns;
	else
		x->near_lately_ns += (ns - x->near_lately_ns) / 8; /* as SRTT */
}
