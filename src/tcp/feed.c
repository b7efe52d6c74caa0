/*
 * feed.c - many segments at once
 *
 *     a round of 512 ── those of each connection together ── what is plain of them is taken
 *                    ── the rest, in the order of the packets
 *
 * What is plain (plain.c) touches nothing but its own connection, so of those that others
 * stand between it may be taken before these: the connection's memory is fetched once for
 * all of them, and which branches they take is easier foretold. All that shows across
 * connections (that one begins or is over, and what waits for that) keeps the order of
 * the packets. Nothing is told otherwise.
 *
 * Where so many connections are alive that a round has hardly two segments of one, their
 * memory is asked for 32 segments at a time.
 */
#include <assert.h>

#include "tcp/copies.h"
#include "tcp/journal.h"
#include "tcp/rest.h"
#include "tcp/tracker.h"

/* Segments whose memory is waited for together; 16 to 32 hide most of it. */
#define BATCH_SEGMENTS ((size_t)32)

/* All of x that judging a segment reads, but for sums of round trips. */
static void
prefetch_half(const struct half_track *x)
{
	for (size_t at = 0; at < offsetof(struct half_track, rtt); at += LINE_BYTES)
		__builtin_prefetch((const char *)x + at);
	for (size_t at = offsetof(struct half_track, round_end); at < sizeof *x; at += LINE_BYTES)
		__builtin_prefetch((const char *)x + at);
}

/* What judging a segment reads first: enough lines to keep the memory busy. */
static void
prefetch_conn(const struct conn_track *c)
{
	__builtin_prefetch(c);
	__builtin_prefetch((const char *)c + LINE_BYTES);
	__builtin_prefetch((const char *)c + 2 * LINE_BYTES);
	prefetch_half(&c->half[C2S]);
	prefetch_half(&c->half[S2C]);
}

/*
 * What hangs on it, once it is here: the latest ACK, where the next segment goes, and the
 * first one that an ACK may come for.
 */
static void
prefetch_rings(const struct half_track *x)
{
	if (x->trails)
		__builtin_prefetch(&x->trails[(x->trails_n - 1) & (x->trails_cap - 1)]);
	if (x->sent) {
		__builtin_prefetch(&x->sent[x->sent_head & (x->sent_cap - 1)]);
		__builtin_prefetch(&x->sent[(x->sent_head + x->sent_n) & (x->sent_cap - 1)]);
	}
}

static void
prefetch_batch(const struct batch *b)
{
	const struct conn_track *c[BATCH_SEGMENTS];
	const struct journal *j[BATCH_SEGMENTS];
	const struct rest *r[BATCH_SEGMENTS];

	for (size_t i = 0; i < b->n; i++)
		table_prefetch_slot(&b->of[ends_part(b->tag[i])]->table, b->tag[i]);
	for (size_t i = 0; i < b->n; i++) {
		const struct table *table = &b->of[ends_part(b->tag[i])]->table;
		struct place p = table_likely(table, b->tag[i]);

		c[i] = place_conn(p);
		j[i] = place_journal(p);
		r[i] = place_rest(p);
		if (c[i])
			prefetch_conn(c[i]);
		else if (j[i])
			journal_prefetch_front(j[i]);
		else if (p.it)
			__builtin_prefetch(place_packed(table, p));
		if (r[i]) /* what is asked of it before it notes something is in two lines */
			__builtin_prefetch((const char *)r[i] + LINE_BYTES);
	}
	for (size_t i = 0; i < b->n; i++) {
		if (j[i])
			journal_prefetch_end(j[i]);
		else if (r[i])
			__builtin_prefetch(&r[i]->log[r[i]->used]);
		if (!c[i])
			continue;
		prefetch_rings(&c[i]->half[C2S]);
		prefetch_rings(&c[i]->half[S2C]);
	}
}

/* Before item it may be time to look after memory; true: what is plain may go on at once again. */
static inline bool
look_after(struct tracker *t, uint16_t item)
{
	if (LIKELY(t->fed < MEMORY_CHECKED))
		return false;
	t->item = item;
	memory_check(t);
	rest_check(t);
	t->fed = 0;
	return true;
}

static inline bool
may_run(const struct tracker *t)
{
	return !t->records && !t->opt.long_way && !t->opt.until_packet;
}

/* All of b, in order; of trackers of one kind. */
static void
feed_batch(const struct batch *b)
{
	const struct tracker *first = b->of[0];
	bool run = may_run(first);

	if (!few_live(first))
		prefetch_batch(b);
	for (size_t i = 0; i < b->n; i++) {
		struct tracker *t;

		do {
			i = run ? plain_run(b, i) : i;
			if (i == b->n)
				return;
			t = b->of[ends_part(b->tag[i])];
		} while (look_after(t, b->items[i]));
		t->item = b->items[i];
		tracker_take(t, &b->segs[b->items[i]], b->tag[i]);
	}
}

/* Segments of a round, and who has their connections, by ends_part. */
struct round {
	size_t n;
	const uint16_t *items; /* which of segs */
	const struct segment *segs;
	struct tracker *const *of;
	unsigned parts_from, parts_to; /* no others, the latter excluded */
};

struct listed {
	uint32_t tag[ROUND_SEGMENTS];
	uint16_t items[ROUND_SEGMENTS];
};

ALWAYS_INLINE void
list(const struct round *r, struct listed *l, size_t to, uint16_t item)
{
	l->tag[to] = tag_of(&r->segs[item]);
	l->items[to] = item;
}

static void
feed_listed(const struct round *r, const struct listed *l, size_t n)
{
	struct batch b = { .segs = r->segs, .of = r->of };

	for (size_t i = 0; i < n; i += b.n) {
		b.n = MIN(n - i, BATCH_SEGMENTS);
		b.items = l->items + i;
		b.tag = l->tag + i;
		feed_batch(&b);
	}
}

/* --- those of a connection together --- */

#define BUCKETS_OF_A_PART 32 /* half as many as it may have connections */
#define BUCKETS (BUCKETS_OF_A_PART * ENDS_PARTS)
#define BUCKET_NONE BUCKETS
#define WORD_BITS 64

static bool
is_grouped(const struct tracker *t)
{
	return may_run(t) && few_live(t);
}

struct groups {
	uint16_t bucket[ROUND_SEGMENTS];	   /* by item */
	uint16_t count[BUCKETS + 1];		   /* … then where the next one goes */
	uint16_t n;				   /* but for those in none */
	uint64_t left[ROUND_SEGMENTS / WORD_BITS]; /* a bit for each item */
};

static inline void
leave(struct groups *g, uint16_t item)
{
	g->left[item / WORD_BITS] |= (uint64_t)1 << item % WORD_BITS;
}

/*
 * By ports, and not by the tag, but for what of it has no seed: each run is to be like the
 * one before. What is left of a bucket is nobody's but that tracker's.
 */
static inline uint16_t
bucket_of(const struct segment *s)
{
	uint32_t ports = (uint32_t)s->src.port + s->dst.port;

	return (uint16_t)(ends_part(tag_of(s)) * BUCKETS_OF_A_PART + ports % BUCKETS_OF_A_PART);
}

static void
take_out(struct groups *g, uint16_t item)
{
	g->count[g->bucket[item]]--;
	g->count[BUCKET_NONE]++;
	g->bucket[item] = BUCKET_NONE;
	leave(g, item);
}

/*
 * The last one of each tracker stays in order, so that memory is looked after in front of it;
 * and those of trackers that have too many connections.
 */
static void
leave_some(const struct round *r, unsigned parts, struct groups *g)
{
	unsigned seen = 0;

	for (size_t i = r->n; i-- && (seen != (1u << ENDS_PARTS) - 1 || parts != seen);) {
		unsigned part = ends_part(tag_of(&r->segs[r->items[i]]));

		if (!(seen & parts & 1u << part))
			take_out(g, r->items[i]);
		seen |= 1u << part;
	}
}

static void
make_groups(const struct round *r, unsigned parts, struct groups *g, struct listed *l)
{
	size_t first = r->parts_from * BUCKETS_OF_A_PART, last = r->parts_to * BUCKETS_OF_A_PART;
	size_t at = 0;

	memset(g->left, 0, sizeof g->left);
	memset(g->count, 0, sizeof g->count);
	for (size_t i = 0; i < r->n; i++) {
		uint16_t b = bucket_of(&r->segs[r->items[i]]);

		g->bucket[r->items[i]] = b;
		g->count[b]++;
	}
	leave_some(r, parts, g);
	for (size_t k = first; k < last; k++) {
		uint16_t n = g->count[k];

		g->count[k] = (uint16_t)at;
		at += n;
	}
	g->n = (uint16_t)at;
	g->count[BUCKET_NONE] = (uint16_t)at;
	for (size_t i = 0; i < r->n; i++)
		list(r, l, g->count[g->bucket[r->items[i]]]++, r->items[i]);
}

/* Of each group up to the first that is not plain. */
static void
take_groups(const struct round *r, struct groups *g, const struct listed *l)
{
	struct batch b = {
		.n = g->n,
		.items = l->items,
		.tag = l->tag,
		.segs = r->segs,
		.of = r->of,
		.grouped = true,
	};

	for (size_t k = plain_run(&b, 0); k < b.n; k = plain_run(&b, k)) {
		uint16_t bucket = g->bucket[l->items[k]];

		for (; k < b.n && g->bucket[l->items[k]] == bucket; k++)
			leave(g, l->items[k]);
	}
}

static void
feed_grouped(const struct round *r, unsigned parts)
{
	struct groups g;
	struct listed l;
	size_t n = 0;

	make_groups(r, parts, &g, &l);
	take_groups(r, &g, &l);
	for (size_t w = 0; w < COUNT_OF(g.left); w++)
		for (uint64_t left = g.left[w]; left; left &= left - 1)
			list(r, &l, n++, (uint16_t)(w * WORD_BITS + (size_t)__builtin_ctzll(left)));
	feed_listed(r, &l, n);
}

static __attribute__((noinline)) void
feed_in_order(const struct round *r)
{
	struct listed l;

	for (size_t i = 0; i < r->n; i++)
		list(r, &l, i, r->items[i]);
	feed_listed(r, &l, r->n);
}

static void
feed_round(const struct round *r)
{
	unsigned parts = 0;

	for (unsigned p = 0; p < ENDS_PARTS; p++)
		parts |= (unsigned)is_grouped(r->of[p]) << p;
	if (parts && r->n > 1)
		feed_grouped(r, parts);
	else
		feed_in_order(r);
}

void
trackers_feed_all(struct tracker *const of[ENDS_PARTS], const struct segment *segs, size_t n)
{
	uint16_t items[ROUND_SEGMENTS];
	struct round r = { .items = items, .of = of, .parts_to = ENDS_PARTS };

	for (size_t i = 0; i < MIN(n, (size_t)ROUND_SEGMENTS); i++)
		items[i] = (uint16_t)i;
	for (size_t i = 0; i < n; i += r.n) {
		r.segs = segs + i;
		r.n = MIN(n - i, (size_t)ROUND_SEGMENTS);
		feed_round(&r);
	}
}

void
tracker_feed_all(struct tracker *t, const struct segment *s, size_t n)
{
	struct tracker *of[ENDS_PARTS];

	for (size_t p = 0; p < ENDS_PARTS; p++)
		of[p] = t;
	trackers_feed_all(of, s, n);
}

void
tracker_feed_items(struct tracker *t, const struct segment *segs, const uint16_t *items, size_t n)
{
	struct tracker *of[ENDS_PARTS];
	struct round r = { .segs = segs, .items = items, .n = n, .of = of };

	if (!n)
		return;

	assert(n <= ROUND_SEGMENTS && items[n - 1] < ROUND_SEGMENTS);
	for (size_t i = 0; i < n; i++) { /* another thread may have made them */
		__builtin_prefetch(&segs[items[i]]);
		__builtin_prefetch((const char *)&segs[items[i]] + LINE_BYTES);
	}
	for (size_t p = 0; p < ENDS_PARTS; p++)
		of[p] = t;
	r.parts_from = ends_part(tag_of(&segs[items[0]]));
	r.parts_to = r.parts_from + 1;
	feed_round(&r);
}

void
tracker_feed(struct tracker *t, const struct segment *s)
{
	tracker_feed_all(t, s, 1);
}
