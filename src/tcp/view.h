/*
 * view.h - where the capture was taken, and what a sender knows when
 *
 * Private to src/tcp. What each segment asks is answered here, in line, where the newest
 * ACK is the answer; the rest is in view.c.
 */
#ifndef CRUX_TCP_VIEW_H
#define CRUX_TCP_VIEW_H

#include "tcp/track.h"

extern const struct trail trail_none;

static inline struct trail *
trail_at(const struct half_track *x, uint32_t i)
{
	return &x->trails[i & (x->trails_cap - 1)];
}

/* The round trip between the capture point and an end, as it was of late. */
static inline int64_t
view_near_lately_ns(const struct conn_track *c, enum direction dir)
{
	return MAX(view_near_ns(c, dir), c->half[dir].near_lately_ns);
}

/* From that one on: is it so wide? */
void view_learn_nearer(struct half_track *x, int64_t ns);

/* Data to its ACK, sent by x, went to the receiver and back: never nearer than the least. */
ALWAYS_INLINE void
view_learn_near(struct half_track *x, int64_t ns)
{
	if (ns >= 0 && (!x->near_known || ns < x->near_ns))
		view_learn_nearer(x, ns);
}

/* The newest that x knew at a time, where it was not the newest of all. */
uint32_t view_search_at(const struct half_track *x, int64_t knows_ns);
uint32_t view_search_told(const struct half_track *x, int64_t knows_ns, const struct segment *s);

/* The newest ACK that x knew at a time, as far as near_ns tells; zero before one. */
ALWAYS_INLINE const struct trail *
view_at(struct half_track *x, int64_t ns)
{
	int64_t knows_ns = ns - x->near_ns;
	uint32_t i = x->trails_n - 1;

	if (UNLIKELY(!x->trails_n))
		return &trail_none;
	if (trail_at(x, i)->ns > knows_ns)
		i = view_search_at(x, knows_ns);
	x->trail_seen = i;
	return trail_at(x, i);
}

static inline bool
trail_is_told(const struct trail *t, int64_t knows_ns, const struct segment *s)
{
	if (s->options & OPT_TIMESTAMP && t->has_ts)
		return !seq_lt(s->tsecr, t->tsval);
	return t->ns <= knows_ns;
}

/* … when it sent s, at a time; the time stamp that s echoes tells, if it has one. */
ALWAYS_INLINE const struct trail *
view_told(struct half_track *x, int64_t ns, const struct segment *s)
{
	const struct trail *ring = x->trails;
	int64_t knows_ns = ns - x->near_ns;
	uint32_t i = x->trails_n - 1, told = x->trail_told, mask = x->trails_cap - 1;

	if (UNLIKELY(!x->trails_n))
		return &trail_none;
	told -= told == i && told; /* it may have become one with a newer ACK */
	if (trail_is_told(&ring[i & mask], knows_ns, s))
		told = i;
	else if (i - told - 1 > mask - 1 || /* none is newer, or it is gone */
		 !trail_is_told(&ring[told & mask], knows_ns, s))
		told = view_search_told(x, knows_ns, s);
	else /* it knows no less than before */
		while (trail_is_told(&ring[(told + 1) & mask], knows_ns, s))
			told++;
	x->trail_told = told;
	return &ring[told & mask];
}

/* So far its data was acknowledged, as x knew. */
static inline uint64_t
view_known(const struct half_track *x, const struct trail *view)
{
	return MAX(view->ack, x->isn64 + 1);
}

/* What x had in flight when it knew so much. */
static inline uint64_t
view_flight(const struct half_track *x, const struct trail *view)
{
	uint64_t known = view_known(x, view);

	return x->snd_max > known ? x->snd_max - known : 0;
}

/* Room for one more in the ring of the end that dir's ACKs are for. */
void view_make_room(struct tracker *t, struct conn_track *c, enum direction dir, int64_t now_ns);

/* Entries so close to the last are one with it, so that the ring spans a round trip. */
static inline bool
trail_joins(const struct half_track *y, const struct trail *last, const struct segment *s,
	    int64_t now_ns)
{
	if (last->edge <= last->ack)
		return false;
	if (last->has_ts) /* what echoes it tells the one from the next, however near */
		return last->tsval == s->tsval;
	return now_ns - last->ns < y->near_ns / (TRAILS_MAX - 2);
}

/* Remember what the ACK of s, sent by dir, lets the other side send: up to edge. */
ALWAYS_INLINE void
view_trail(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
	   int64_t now_ns, uint64_t ack, uint64_t edge)
{
	struct half_track *y = &c->half[!dir];
	struct trail *last = y->trails_n ? trail_at(y, y->trails_n - 1) : NULL;
	bool joined;

	/* it knew so by the last, and while nothing of it is in flight no echo is timed */
	if (last && last->ack == ack && last->edge == edge && ack == y->snd_max)
		return;
	joined = last && trail_joins(y, last, s, now_ns);
	if (last && edge < last->edge) {
		y->trail_fell = y->trails_n - joined;
		y->room_until = 0;
	}
	if (joined) {
		last->ack = MAX(last->ack, ack);
		last->edge = edge;
		last->tsval = s->tsval;
		return;
	}
	if (UNLIKELY(y->trails_n >= y->trails_cap &&
		     (y->trails_cap != TRAILS_MAX || y->trail_told + TRAILS_MAX <= y->trails_n)))
		view_make_room(t, c, dir, now_ns);
	*trail_at(y, y->trails_n++) = (struct trail){
		.ns = now_ns,
		.tsval = s->tsval,
		.has_ts = s->options & OPT_TIMESTAMP,
		.ack = ack,
		.edge = edge,
	};
}

/* This data would overrun the window of view: x knew of a newer ACK, and is nearer. */
const struct trail *view_overrun(struct half_track *x, const struct trail *view, int64_t now_ns);
ALWAYS_INLINE const struct trail *
view_window(struct half_track *x, const struct half_track *y, const struct trail *view,
	    int64_t now_ns, bool timed)
{
	if (LIKELY(x->snd_max <= view->edge) || !timed || !view->edge || y->window_scale_unknown)
		return view;
	if (x->trail_told + 1 == x->trails_n) { /* there is none newer, but it may grow yet */
		x->trail_wide = x->trail_told;
		return view;
	}
	return view_overrun(x, view, now_ns);
}

/* This segment of x follows an ACK at once: so far is x away. */
void view_echo(struct look *l);
void view_handshake(struct look *l);
/* A TTL that hosts begin with: nobody was on the way yet. */
bool view_ttl_is_fresh(uint8_t ttl);
enum vantage view_vantage(const struct conn_track *c);
/* Taken at that end? By the TTLs where times do not tell of both. */
bool view_is_at(const struct conn_track *c, enum direction dir);

#endif
