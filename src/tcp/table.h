/*
 * table.h - from two ends to their connection
 *
 * Slots of 8 bytes with a tag of the hash, open addressing; connections stand
 * in an array of pointers and never move.
 */
#ifndef CRUX_TCP_TABLE_H
#define CRUX_TCP_TABLE_H

#include <string.h>

#include "tcp/tcp.h"

struct conn_track;

struct slot {
	uint32_t tag;	/* of the hash: most misses end here, without touching the conn */
	uint32_t index; /* + 1 into conns, 0 free */
};

struct table {
	struct arena *arena;
	VEC(struct conn_track *) conns; /* NULL where one was taken out */
	VEC(uint32_t) vacant;		/* indexes of those */
	struct slot *slots;
	size_t slot_count, slot_used;
	uint64_t seed;
};

void table_init(struct table *tb, struct arena *a);

/* The same two ends: compared as words, as most comparisons find no difference. */
static inline bool
endpoint_eq(const struct endpoint *a, const struct endpoint *b)
{
	uint64_t x[2], y[2];

	memcpy(x, a->addr.b, sizeof x);
	memcpy(y, b->addr.b, sizeof y);
	return !((x[0] ^ y[0]) | (x[1] ^ y[1]) | (uint64_t)(a->port ^ b->port));
}

/* The hash of two ends, the same in either direction. */
uint64_t table_hash(const struct table *tb, const struct endpoint *a, const struct endpoint *b);

/* Ask for what table_find will read: its slot; then, when that is here, the conn. */
void table_prefetch_slot(const struct table *tb, uint64_t hash);
const struct conn_track *table_likely(const struct table *tb, uint64_t hash);

/* The latest connection between two ends, in either direction; NULL if none. */
struct conn_track *table_find(const struct table *tb, uint64_t hash, const struct endpoint *a,
			      const struct endpoint *b);

/*
 * Enter c as the latest between its ends. An older one between them stays in
 * conns and is not found any more. The index is for table_take.
 */
uint32_t table_put(struct table *tb, struct conn_track *c);

/* Take out the connection of that index; its place is used again. */
void table_take(struct table *tb, uint32_t index);

#endif
