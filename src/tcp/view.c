/*
 * view.c - where the capture was taken, and what a sender knows when
 *
 * A capture taken at the receiver sees an ACK one way before the sender does,
 * and the sender's answer to it one way after. near_ns is that round trip
 * between the capture point and an end: about 0 for the end it was taken on.
 * With it, "how much was in flight when this was sent" has the same answer
 * from every vantage.
 */
#include "tcp/ledger.h"

/*
 * Taken at an end, the way to it is a host's own delay (tens of microseconds,
 * a tick at most) and the way to the other the path. A quarter tells them apart
 * on paths of a millisecond and leaves the middle of the path undecided.
 */
#define NEAR_RATIO 4
/* RFC 6298, 2.1: who waits longer than that for an answer does not hear of it in time. */
#define QUEUE_MAX_NS NS_PER_S

const struct trail trail_none;

void
view_learn_nearer(struct half_track *x, int64_t ns)
{
	x->room_until = x->near_known ? x->room_until : 0; /* it knew less than was thought */
	x->near_known = true;
	x->near_ns = ns;
}

/* SYN to SYN-ACK went to the server and back, SYN-ACK to ACK to the client. */
void
view_handshake(struct look *l)
{
	struct conn_track *c = l->c;

	if (LIKELY(l->j.class != CLASS_SYN_ACK && c->handshake_ack_packet != l->s->packet))
		return;
	if (!l->timed)
		return;
	if (c->syns == 1 && c->syn_acks == 1 && l->j.class == CLASS_SYN_ACK)
		l->j.rtt_ns = c->syn_ack_ns - c->syn_ns;
	else if (c->syn_acks == 1 && c->handshake_ack_packet == l->s->packet)
		l->j.rtt_ns = c->handshake_ack_ns - c->syn_ack_ns;
	else
		return;
	view_learn_near(l->x, l->j.rtt_ns);
	rtt_sample(l->y, l->j.rtt_ns, false);
}

/*
 * Taken at the side whose packets turn around at once. TTL settles what times
 * cannot: an own packet still has the TTL that hosts start with.
 */
bool
view_ttl_is_fresh(uint8_t ttl)
{
	return ttl == 64 || ttl == 128 || ttl == 255;
}

enum vantage
view_vantage(const struct conn_track *c)
{
	const struct half_track *client = &c->half[C2S], *server = &c->half[S2C];
	bool known = c->has_times && client->near_known && server->near_known;
	bool client_fresh = client->packets && view_ttl_is_fresh(client->ttl);
	bool server_fresh = server->packets && view_ttl_is_fresh(server->ttl);

	if (known && client->near_ns < server->near_ns / NEAR_RATIO)
		return VANTAGE_CLIENT;
	if (known && server->near_ns < client->near_ns / NEAR_RATIO)
		return VANTAGE_SERVER;
	if (client_fresh && server->packets && !server_fresh)
		return VANTAGE_CLIENT;
	if (server_fresh && client->packets && !client_fresh)
		return VANTAGE_SERVER;
	return known ? VANTAGE_BETWEEN : VANTAGE_UNKNOWN;
}

bool
view_is_at(const struct conn_track *c, enum direction dir)
{
	const struct half_track *x = &c->half[dir], *y = &c->half[!dir];
	bool x_fresh = x->ttl_known && view_ttl_is_fresh(x->ttl);
	bool y_fresh = y->ttl_known && view_ttl_is_fresh(y->ttl);

	if ((!x->near_known || !y->near_known) && x_fresh != y_fresh)
		return x_fresh;
	return x->near_ns * NEAR_RATIO < y->near_ns;
}

void
trails_free(struct tracker *t, struct half_track *x)
{
	if (x->trails)
		tracker_pool_put(t, x->trails, x->trails_cap * sizeof *x->trails);
	x->trails = NULL;
	x->trails_n = x->trails_cap = 0;
	x->trail_seen = x->trail_told = x->trail_wide = x->trail_fell = 0;
}

static void
trails_grow(struct tracker *t, struct half_track *y)
{
	uint32_t cap = y->trails_cap ? y->trails_cap * 2 : TRAILS_FIRST;
	uint32_t oldest = y->trails_n - y->trails_cap;
	struct trail *p;

	p = tracker_pool_get(t, cap * sizeof *p);
	/* from the oldest, numbered anew: what is behind them holds nothing yet */
	for (uint32_t i = 0; i < y->trails_cap; i++)
		p[i] = *trail_at(y, oldest + i);
	y->trails_n = y->trails_cap;
	y->trail_seen -= MIN(y->trail_seen, oldest);
	y->trail_told -= MIN(y->trail_told, oldest);
	y->trail_wide -= MIN(y->trail_wide, oldest);
	y->trail_fell -= MIN(y->trail_fell, oldest);
	if (y->trails)
		tracker_pool_put(t, y->trails, y->trails_cap * sizeof *p);
	y->trails = p;
	y->trails_cap = cap;
}

/*
 * Every second one goes. A sender that knew of one of these seems to know of the one
 * before it, which is one part in 64 of what may be in flight.
 */
static void
trails_thin(struct half_track *y)
{
	uint32_t oldest = y->trails_n - y->trails_cap, n = y->trails_cap / 2;
	struct trail all[TRAILS_MAX];

	for (uint32_t i = 0; i < y->trails_cap; i++)
		all[i] = *trail_at(y, oldest + i);
	/* the newest stays, and the oldest as what is known now */
	for (uint32_t i = 1; i < n; i++)
		all[i] = all[2 * i + 1];
	memcpy(y->trails, all, n * sizeof *all);
	y->trails_n = n;
	y->trail_seen = (y->trail_seen - MIN(y->trail_seen, oldest)) / 2;
	y->trail_told = (y->trail_told - MIN(y->trail_told, oldest)) / 2;
	y->trail_wide = (y->trail_wide - MIN(y->trail_wide, oldest)) / 2;
	y->trail_fell = (y->trail_fell - MIN(y->trail_fell, oldest) + 1) / 2;
}

/* What it sends comes through a queue: it knew no more yet than the oldest here. */
static bool
still_knows_the_oldest(const struct half_track *y, int64_t now_ns)
{
	return y->trail_told + y->trails_cap <= y->trails_n && y->data_packets &&
	       y->last_tx_ns != TIME_NONE && now_ns - y->last_tx_ns < QUEUE_MAX_NS;
}

/* The ring must reach back a round trip: it doubles while it does not. */
void
view_make_room(struct tracker *t, struct conn_track *c, enum direction dir, int64_t now_ns)
{
	struct half_track *y = &c->half[!dir];
	bool known = y->trails_cap && still_knows_the_oldest(y, now_ns);

	if (y->trails_cap < TRAILS_LEAST)
		trails_grow(t, y);
	else if (y->trails_cap == TRAILS_MAX && known)
		trails_thin(y);
	else if (y->trails_cap != TRAILS_MAX &&
		 (known ||
		  trail_at(y, y->trails_n)->ns >= now_ns - 2 * view_near_lately_ns(c, !dir)))
		trails_grow(t, y);
}

/*
 * What is older is known if what is newer is: times and time stamps only grow. So
 * does what a sender knows: the newest it knew last time is where to look first.
 */
static uint32_t
oldest_trail(const struct half_track *x)
{
	return x->trails_n - MIN(x->trails_n, x->trails_cap);
}

uint32_t
view_search_at(const struct half_track *x, int64_t knows_ns)
{
	uint32_t oldest = oldest_trail(x), i = MAX(x->trail_seen, oldest);

	while (i > oldest && trail_at(x, i)->ns > knows_ns)
		i--;
	while (i + 1 < x->trails_n && trail_at(x, i + 1)->ns <= knows_ns)
		i++;
	return i;
}

uint32_t
view_search_told(const struct half_track *x, int64_t knows_ns, const struct segment *s)
{
	uint32_t oldest = oldest_trail(x), i = MAX(x->trail_told, oldest);

	while (i > oldest && !trail_is_told(trail_at(x, i), knows_ns, s))
		i--;
	while (i + 1 < x->trails_n && trail_is_told(trail_at(x, i + 1), knows_ns, s))
		i++;
	return i;
}

const struct trail *
view_overrun(struct half_track *x, const struct trail *view, int64_t now_ns)
{
	uint32_t i;

	/* those before trail_wide were too narrow for less */
	for (i = MAX(MAX(x->trail_told + 1, x->trail_wide), oldest_trail(x)); i < x->trails_n;
	     i++) {
		const struct trail *newer = trail_at(x, i);

		if (newer->ns <= view->ns || newer->edge < x->snd_max)
			continue;
		x->trail_wide = i;
		view_learn_near(x, now_ns - newer->ns);
		return newer;
	}
	x->trail_wide = x->trails_n - 1; /* the newest may grow yet */
	return view;
}

/* So many segments are a transfer: who sends less fills no queue. */
#define ECHO_AFTER_SEGMENTS 24

/*
 * What x echoes left the other end when that ACK passed here: to x and back with the
 * data that it let go, the queue in front of this end included (RFC 7323, 4.1). Time
 * stamps tell it surely; without them the ACK that x knew of is an estimate itself.
 */
static void
count_echo(struct look *l, const struct trail *t, int64_t ns)
{
	bool loaded = l->flight_before * 2 >= l->x->flight_max_bytes;
	int64_t off;

	if (!t->has_ts || !(l->s->options & OPT_TIMESTAMP) ||
	    l->x->data_packets < ECHO_AFTER_SEGMENTS)
		return;
	/* at the sender it would be its own delay, and rtt tells of the way */
	if (view_near_ns(l->c, l->dir) * NEAR_RATIO <= view_near_ns(l->c, !l->dir))
		return;
	rtt_count(&rare_of(l->t, l->x)->echo, ns, loaded, &off);
}

/*
 * Taken at its sender, whose own queue may be in front of the capture: with that others of
 * its segments come by after the ACK, and in front of this one. Where none did it waited.
 */
static bool
is_pause(const struct look *l, const struct trail *t, int64_t ns)
{
	return ns > REACTION_NS && l->x->last_data_ns <= t->ns &&
	       view_near_ns(l->c, l->dir) * NEAR_RATIO <= view_near_ns(l->c, !l->dir);
}

void
view_echo(struct look *l)
{
	struct half_track *x = l->x;
	const struct trail *t = l->view;
	int64_t ns = l->now_ns - t->ns;

	/* with nothing in flight the sender may have rested: that is no distance */
	if (!l->timed || !t->edge || !l->flight_before || !l->new_bytes || t->ack <= x->known_at_tx)
		return;
	if (ns < view_near_ns(l->c, l->dir) || is_pause(l, t, ns))
		return;
	count_echo(l, t, ns);
	if (!x->near_lately_ns)
		x->near_lately_ns = ns;
	else
		x->near_lately_ns += (ns - x->near_lately_ns) / 8; /* as SRTT */
}
