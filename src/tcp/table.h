/*
 * table.h - from two ends to their connection
 *
 * Slots of 8 bytes with a tag of the hash, open addressing; they lead to places, dense
 * and in the order in which they were taken: a connection in full, or a row of one of
 * which only the opening was seen, or a journal of its first segments, or one that rests.
 * None ever moves.
 */
#ifndef CRUX_TCP_TABLE_H
#define CRUX_TCP_TABLE_H

#include <string.h>

#include "tcp/journal.h"
#include "tcp/rest.h"
#include "tcp/rests.h"
#include "tcp/rows.h"
#include "tcp/tcp.h"

struct conn_track;

struct slot {
	uint32_t tag;	/* of the hash: most misses end here, without touching the place */
	uint32_t index; /* + 1 of the place, 0 free */
};

/* What it is: see place_conn, place_row, place_journal and place_rest. */
struct place {
	uintptr_t it; /* 0 vacant */
};

#define TABLE_NONE UINT32_MAX

struct table {
	struct pool *pool;
	struct rows rows;
	struct rests rests;   /* memory of journals and of those that are packed */
	struct place *places; /* n of them, up to the last that was ever taken */
	uint32_t n, cap;
	bool used_again;   /* one of them: they are no more in the order of what begins */
	uint64_t *in_full; /* a bit for each of cap places: a connection in full is there */
	uint32_t *vacant;  /* a stack of those that are free again */
	uint32_t vacant_n, vacant_cap;
	struct slot *slots;
	size_t slot_count, slot_used;
	uint64_t seed;
};

void table_init(struct table *tb, struct pool *pool);

/* 0 where they are the same: compared as words, as most comparisons find no difference. */
static inline uint64_t
endpoint_differs(const struct endpoint *a, const struct endpoint *b)
{
	uint64_t x[2], y[2];

	memcpy(x, a->addr.b, sizeof x);
	memcpy(y, b->addr.b, sizeof y);
	return (x[0] ^ y[0]) | (x[1] ^ y[1]) | (uint64_t)(a->port ^ b->port);
}

static inline bool
endpoint_eq(const struct endpoint *a, const struct endpoint *b)
{
	return !endpoint_differs(a, b);
}

/* s is from that server to that client. Not in line: it is hardly ever asked. */
bool ends_are_back(const struct endpoint *client, const struct endpoint *server,
		   const struct segment *s);

/*
 * Whether s is between them, and from which. Ports tell the direction; where both ends
 * have the same, addresses do.
 */
ALWAYS_INLINE bool
ends_are(const struct endpoint *client, const struct endpoint *server, const struct segment *s,
	 enum direction *ret_dir)
{
	bool back = s->src.port != client->port;
	/* they stand beside each other: no branch, as nothing foretells the direction */
	const struct endpoint *from = client + back, *to = client + !back;

	*ret_dir = (enum direction)back;
	if (LIKELY(!(endpoint_differs(from, &s->src) | endpoint_differs(to, &s->dst))))
		return true;
	*ret_dir = S2C;
	return ends_are_back(client, server, s);
}

/* The place of the latest connection between two ends, in either direction; TABLE_NONE. */
uint32_t table_find(const struct table *tb, uint32_t tag, const struct endpoint *a,
		    const struct endpoint *b);

/*
 * A place for a new one, the latest between its ends: set it before the next call. An
 * older one between them keeps its place and is not found any more.
 */
uint32_t table_add(struct table *tb, uint32_t tag, const struct endpoint *a,
		   const struct endpoint *b);
/* row: its number in rows. */
void table_set_row(struct table *tb, uint32_t index, uint32_t row);
/* The memory of a row or journal that was there goes back. */
void table_set_conn(struct table *tb, uint32_t index, struct conn_track *c);
void table_set_journal(struct table *tb, uint32_t index, struct journal *j);
void table_set_rest(struct table *tb, uint32_t index, struct rest *r);
/* The next place behind that one, and round again, with a connection in full: there is one. */
uint32_t table_next_conn(const struct table *tb, uint32_t index);

/* Move rows together, so that what room is left among them goes back. */
void table_gather_rows(struct table *tb);

/* Take out what is there; its place is used again. */
void table_take(struct table *tb, uint32_t index);

/* In it; pieces of memory leave these bits free. */
#define PLACE_ROW ((uintptr_t)1)
#define PLACE_REST ((uintptr_t)2)
#define PLACE_JOURNAL ((uintptr_t)3)
#define PLACE_PACKED ((uintptr_t)3) /* these bits */

static inline struct conn_track *
place_conn(struct place p)
{
	return p.it & PLACE_PACKED ? NULL : (struct conn_track *)p.it;
}

static inline struct row *
place_row(const struct table *tb, struct place p)
{
	return (p.it & PLACE_PACKED) == PLACE_ROW ? row_at(&tb->rows, (uint32_t)(p.it >> 2)) : NULL;
}

static inline struct rest *
place_rest(struct place p)
{
	return (p.it & PLACE_PACKED) == PLACE_REST ? (struct rest *)(p.it - PLACE_REST) : NULL;
}

static inline struct journal *
place_journal(struct place p)
{
	return (p.it & PLACE_PACKED) == PLACE_JOURNAL ? (struct journal *)(p.it - PLACE_JOURNAL)
						      : NULL;
}

/* What is there, of a place that has no connection in full. */
static inline const void *
place_packed(const struct table *tb, struct place p)
{
	const struct row *row = place_row(tb, p);

	return row ? (const void *)row : (const void *)p.it;
}

/* Slots are found by the tag alone, so that a larger table needs nothing but the tags. */
static inline struct slot *
table_home(const struct table *tb, uint32_t tag)
{
	return &tb->slots[tag & (tb->slot_count - 1)];
}

/* Ask for what table_find will read: its slot; then, when that is here, the place. */
static inline void
table_prefetch_slot(const struct table *tb, uint32_t tag)
{
	__builtin_prefetch(table_home(tb, tag));
}

/* What stands behind the first slot with that tag: nearly always what table_find finds. */
static inline struct place
table_likely(const struct table *tb, uint32_t tag)
{
	for (size_t i = tag;; i++) {
		const struct slot *slot = &tb->slots[i & (tb->slot_count - 1)];

		if (LIKELY(slot->tag == tag && slot->index))
			return tb->places[slot->index - 1];
		if (!slot->index)
			return (struct place){ 0 };
	}
}

/* The connection in full there; NULL: it is a row, rests, or is vacant. */
static inline struct conn_track *
table_conn(const struct table *tb, uint32_t index)
{
	return place_conn(tb->places[index]);
}

/* The row there; NULL: it is none. */
static inline struct row *
table_row(const struct table *tb, uint32_t index)
{
	return place_row(tb, tb->places[index]);
}

/* The connection that rests there; NULL: none does. */
static inline struct rest *
table_rest(const struct table *tb, uint32_t index)
{
	return place_rest(tb->places[index]);
}

/* The journal there; NULL: it is none. */
static inline struct journal *
table_journal(const struct table *tb, uint32_t index)
{
	return place_journal(tb->places[index]);
}

#endif
