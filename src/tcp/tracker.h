/*
 * tracker.h - what the tracker is made of, for the files that make it
 */
#ifndef CRUX_TCP_TRACKER_H
#define CRUX_TCP_TRACKER_H

#include "tcp/rest.h"
#include "tcp/table.h"
#include "tcp/track.h"

struct rest_kind;

struct closed {
	int64_t ns;
	uint32_t index;	 /* in the table */
	uint32_t number; /* to know it again: the place may have another one by then */
};

/* Few kinds of SYN come from few kinds of host. */
#define SYNS_TOLD 8

/* What is told of a SYN of that kind that nothing follows. */
struct syn_told {
	uint8_t kind;
	bool fresh_ttl; /* view_ttl_is_fresh of its TTL */
	struct conn told;
};

/* Of one of several trackers: who hears of its connections, by their places. */
struct ear {
	void (*begun)(void *ctx, uint32_t place);
	/* c's number counts the tracker's own; the place is free afterwards. */
	void (*over)(void *ctx, uint32_t place, struct conn *c);
	void *ctx;
};

struct tracker {
	struct arena *arena;
	struct tracker_options opt;
	const struct ear *ear; /* NULL: it is alone */
	uint32_t fed;	       /* segments since memory was looked at, MEMORY_CHECKED at most */
	uint16_t item;	       /* the one that is taken, of those fed at once */
	struct pool pool;      /* of all that comes and goes */
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

	struct row_base *base;	      /* since the first row or journal */
	struct syn_told *syns_told;   /* SYNS_TOLD of them, NULL: none yet */
	uint32_t syns_told_n;	      /* all so far: the next one's place modulo SYNS_TOLD */
	uint32_t live, rows_live;     /* in the table; of them rows */
	uint32_t journals_live;	      /* of the others journals */
	uint32_t journals_waiting;    /* of these those that are closed and wait */
	struct rest_kind *rest_kinds; /* REST_KINDS of them, NULL: none was packed yet */
	uint32_t resting;	      /* of the others those that are packed */
	uint32_t rest_hand;	      /* the place that was looked at for those who may */
	uint32_t openings_in_full;    /* of those in full and journals: not come further */
	uint32_t hand;		      /* the place that was looked at when memory was short */
	size_t early_bytes;	      /* of what was told early, and cannot be given back */
	struct tracker_left_out left_out;
};

/* A bound on how many there are of something, of which this tracker has its part. */
static inline uint32_t
part_of(const struct tracker *t, uint32_t bound)
{
	return t->opt.parts ? bound / t->opt.parts : bound;
}

/*
 * So many connections are a megabyte or two, which stay in a core's own cache, and each may
 * have several segments in a round (feed.c).
 */
#define LIVE_FEW 512
static inline bool
few_live(const struct tracker *t)
{
	return t->live <= part_of(t, LIVE_FEW);
}

/* Segments that are taken one after the other. */
struct batch {
	size_t n;
	const uint16_t *items; /* which of segs, in that order */
	const uint32_t *tag;   /* tag_of each */
	const struct segment *segs;
	struct tracker *const *of; /* who has the connections, by ends_part */
	bool grouped;		   /* memory is not looked at meanwhile */
};

static inline uint32_t
tag_of(const struct segment *s)
{
	return s->ends_tag ? s->ends_tag : ends_tag(&s->src, &s->dst, hash_seed());
}

/* tracker.c: the next segment, whatever it is; tag_of it. */
void tracker_take(struct tracker *t, const struct segment *s, uint32_t tag);
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
/*
 * The one at index is closed since ns, as far as is known: it waits for what comes late, and
 * others that waited long enough are over. None of them is to be in hand.
 */
void closed_waits(struct tracker *t, int64_t ns, uint32_t index, uint32_t number);
/* Give its memory back; but for what it has told, which points at its mind. */
void conn_free(struct tracker *t, struct conn_track *c, bool told);
/* The connection at index, which is in full from now on. */
struct conn_track *conn_made_full(struct tracker *t, uint32_t index);
void tracker_deliver_all(struct tracker *t);

static inline enum direction
direction_of(const struct conn_track *c, const struct segment *s)
{
	return endpoint_eq(&s->src, &c->client) ? C2S : S2C;
}

/* … of s, which is between these two. */
ALWAYS_INLINE enum direction
direction_between(const struct endpoint *client, const struct endpoint *server,
		  const struct segment *s)
{
	if (LIKELY(client->port != server->port))
		return s->src.port == client->port ? C2S : S2C;
	return endpoint_eq(&s->src, client) ? C2S : S2C;
}

/* The connection in full at p, where it is between the ends of s; NULL: it is not. */
ALWAYS_INLINE struct conn_track *
conn_at_once(struct place p, const struct segment *s, enum direction *ret_dir)
{
	struct conn_track *c = place_conn(p);

	static_assert(offsetof(struct conn_track, server) ==
			      offsetof(struct conn_track, client) + sizeof(struct endpoint),
		      "as ends_are has them");
	if (UNLIKELY(!c))
		return NULL;
	return ends_are(&c->client, &c->server, s, ret_dir) ? c : NULL;
}

/* journal.c: connections of few segments, which are noted */
/* s begins one, and is noted; false: it is for a connection in full. forth: by its client. */
bool journal_begins(struct tracker *t, const struct segment *s, uint32_t tag, bool forth,
		    bool reused);
/* What was a row is a journal; false: it cannot. */
bool journal_of_row(struct tracker *t, uint32_t index);
/* j, which is between the ends of s, has noted s; false: it cannot. */
bool journal_goes_on(struct tracker *t, struct journal *j, const struct segment *s);
/* In full what was a journal. waited: as it was closed; it is over if it is so in full, too. */
struct conn_track *journal_grow(struct tracker *t, uint32_t index, bool waited);

/* The journal at p, where it is between the ends of s; NULL: it is not. */
ALWAYS_INLINE struct journal *
journal_at_once(struct place p, const struct segment *s)
{
	struct journal *j = place_journal(p);
	enum direction dir;

	return j && ends_are(&j->client, &j->server, s, &dir) ? j : NULL;
}

/* openings.c: connections of which only the opening was seen, as rows */
/* What rows and journals are told against, from now on; ns: the time of the first. */
void tracker_base(struct tracker *t, int64_t ns);
/* s begins one, and it is a row now; false: it is for a connection in full. */
bool opening_begins(struct tracker *t, const struct segment *s, uint32_t tag, bool reused);
/* The row at index has taken s; false: it cannot. */
bool opening_goes_on(struct tracker *t, const struct segment *s, uint32_t index);
/* In full what was a row. */
struct conn_track *opening_grow(struct tracker *t, uint32_t index);
/* conn_over of the row at index. */
void opening_over(struct tracker *t, uint32_t index);

/* memory.c: the bound. Call it where no connection is in hand, once in so many segments. */
#define MEMORY_CHECKED 32
void memory_check(struct tracker *t);

/* Whether connections are given away once they are told of, and to whom. */
static inline bool
gives_away(const struct tracker *t)
{
	return t->opt.over || t->opt.left;
}

static inline void
give(const struct tracker *t, uint32_t place, struct conn *c)
{
	if (t->ear)
		t->ear->over(t->ear->ctx, place, c);
	else if (t->opt.over)
		t->opt.over(t->opt.over_ctx, c);
	else
		t->opt.left(t->opt.left_ctx, c);
}

static inline void
begun(const struct tracker *t, uint32_t place)
{
	if (t->ear)
		t->ear->begun(t->ear->ctx, place);
}

/*
 * feed.c: segments as they came, of several trackers: of those with a part p of their ends
 * (ends_part) of[p] is told. Or of one: those of segs that items name.
 */
/* What several trackers tell is in order where they are fed so many at a time, and no more. */
#define ROUND_SEGMENTS 512
void trackers_feed_all(struct tracker *const of[ENDS_PARTS], const struct segment *segs, size_t n);
void tracker_feed_items(struct tracker *t, const struct segment *segs, const uint16_t *items,
			size_t n);

/* left.c: what is still there at the end, in order of the first packet. */
struct left {
	struct left_place {
		uint32_t number, place;
	} * v; /* NULL: as they stand */
	uint32_t n, at;
	uint32_t place; /* the next; TABLE_NONE: no more */
};
/* No segment comes any more. */
void tracker_left(struct tracker *t, struct left *ret);
void tracker_left_next(const struct tracker *t, struct left *l);
/* Tell of one. */
void tracker_end(struct tracker *t, uint32_t place);

#endif
