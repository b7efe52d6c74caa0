/*
 * tracker.h - what the tracker is made of, for the files that make it
 */
#ifndef CRUX_TCP_TRACKER_H
#define CRUX_TCP_TRACKER_H

#include "tcp/table.h"
#include "tcp/track.h"

struct closed {
	int64_t ns;
	uint32_t index;	 /* in the table */
	uint32_t number; /* to know it again: the place may have another one by then */
};

/* Few kinds of SYN come from few kinds of host. */
#define SYN_KINDS 8

/* What is told of a SYN that nothing follows. */
struct syn_kind {
	struct segment syn;
	struct conn told;
};

struct tracker {
	struct arena *arena;
	struct tracker_options opt;
	struct pool pool; /* of all that comes and goes */
	struct table table;
	uint32_t conns_n;	 /* all so far: gives them their numbers */
	VEC(struct closed) wait; /* closed ones, from wait_head on */
	size_t wait_head;
	struct copies *copies;
	struct conn telling;	/* what is told of the one that is over now */
	struct judged *records; /* ring, when somebody looks */
	uint64_t records_n, delivered;
	uint32_t records_kept;	 /* a power of two */
	bool finished;		 /* no segment comes any more */
	VEC(struct conn *) told; /* then all that are kept */

	int64_t base_ns; /* of the first opening: rows count from there */
	bool based;
	struct syn_kind *syn_kinds; /* SYN_KINDS of them, NULL: none yet */
	uint32_t syn_kinds_n;	    /* all so far: the next one's place modulo SYN_KINDS */
	uint32_t live, rows_live;   /* in the table; of them rows */
	uint32_t openings_in_full;  /* of the others that have not come further */
	uint32_t hand;		    /* the place that was looked at when memory was short */
	size_t early_bytes;	    /* of what was told early, and cannot be given back */
	struct tracker_left_out left_out;
};

/* tracker.c: one more segment of a connection in full. */
void conn_take(struct tracker *t, struct conn_track *c, enum direction dir, const struct segment *s,
	       enum copy copy);
/* A connection begins, of that number; it has no place yet. */
struct conn_track *conn_start(struct tracker *t, const struct segment *s, uint32_t number);
/* It is over: tell of it, if there is somebody to tell, and take its memory. */
void conn_over(struct tracker *t, struct conn_track *c);
/* Of what is known of it, settle what waits for more. */
void conn_finish(struct tracker *t, struct conn_track *c);
bool conn_is_closed(const struct conn_track *c);
/* Give its memory back; but for what it has told, which points at its mind. */
void conn_free(struct tracker *t, struct conn_track *c, bool told);
void tracker_deliver_all(struct tracker *t);

static inline enum direction
direction_of(const struct conn_track *c, const struct segment *s)
{
	return endpoint_eq(&s->src, &c->client) ? C2S : S2C;
}

/* The latest connection between the ends of s, where it is one in full; NULL: it is not. */
ALWAYS_INLINE struct conn_track *
conn_at_once(const struct tracker *t, const struct segment *s, uint32_t tag,
	     enum direction *ret_dir)
{
	struct conn_track *c = place_conn(table_likely(&t->table, tag));

	if (UNLIKELY(!c))
		return NULL;
	*ret_dir = direction_of(c, s);
	if (*ret_dir == C2S)
		return endpoint_eq(&c->server, &s->dst) ? c : NULL;
	return endpoint_eq(&c->server, &s->src) && endpoint_eq(&c->client, &s->dst) ? c : NULL;
}

/* openings.c: connections of which only the opening was seen, as rows */
/* s begins one, and it is a row now; false: it is for a connection in full. */
bool opening_begins(struct tracker *t, const struct segment *s, uint32_t tag, bool reused);
/* The row at index has taken s; false: it cannot. */
bool opening_goes_on(struct tracker *t, const struct segment *s, uint32_t index);
/* In full what was a row. */
struct conn_track *opening_grow(struct tracker *t, uint32_t index);
/* conn_over of the row at index. */
void opening_over(struct tracker *t, uint32_t index);

/* memory.c: the bound. Call it where no connection is in hand. */
void memory_check(struct tracker *t);

/* Whether connections are given away once they are told of, and to whom. */
static inline bool
gives_away(const struct tracker *t)
{
	return t->opt.over || t->opt.left;
}

static inline void
give(const struct tracker *t, const struct conn *c)
{
	if (t->opt.over)
		t->opt.over(t->opt.over_ctx, c);
	else
		t->opt.left(t->opt.left_ctx, c);
}

#endif
