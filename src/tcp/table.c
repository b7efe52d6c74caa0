/*
 * table.c - the hash table of connections
 */
#include "tcp/table.h"

#include "tcp/track.h"

#define FIRST_SLOTS 256

void
table_init(struct table *tb, struct arena *a)
{
	*tb = (struct table){ .arena = a, .slot_count = FIRST_SLOTS, .seed = hash_seed() };
	tb->slots = arena_new(a, struct slot, tb->slot_count);
}

static uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static uint64_t
hash_end(const struct endpoint *e, uint64_t seed)
{
	uint64_t hi, lo;

	memcpy(&hi, e->addr.b, 8);
	memcpy(&lo, e->addr.b + 8, 8);
	return mix(lo ^ seed, hi ^ 0xa0761d6478bd642f ^ (uint64_t)e->port << 48);
}

/*
 * The same for both directions: the ends are hashed each and added. Seeded, as
 * addresses and ports are chosen by whoever sends (the multiply-and-fold is
 * that of wyhash).
 */
uint64_t
table_hash(const struct table *tb, const struct endpoint *a, const struct endpoint *b)
{
	return mix(hash_end(a, tb->seed) + hash_end(b, tb->seed), tb->seed ^ 0xe7037ed1a0b428db);
}

static bool
between(const struct conn_track *c, const struct endpoint *a, const struct endpoint *b)
{
	return (endpoint_eq(&c->client, a) && endpoint_eq(&c->server, b)) ||
	       (endpoint_eq(&c->client, b) && endpoint_eq(&c->server, a));
}

static uint64_t
conn_hash(const struct table *tb, const struct conn_track *c)
{
	return table_hash(tb, &c->client, &c->server);
}

/* The slot of these two ends, or the free one where they belong. */
static struct slot *
slot_of(const struct table *tb, uint64_t hash, const struct endpoint *a, const struct endpoint *b)
{
	size_t mask = tb->slot_count - 1, i = hash & mask;
	uint32_t tag = (uint32_t)(hash >> 32);

	for (; tb->slots[i].index; i = (i + 1) & mask)
		if (tb->slots[i].tag == tag && between(tb->conns.v[tb->slots[i].index - 1], a, b))
			break;
	return &tb->slots[i];
}

static void
slots_grow(struct table *tb)
{
	struct slot *old = tb->slots;
	size_t n = tb->slot_count;

	tb->slot_count = n * 2;
	tb->slots = arena_new(tb->arena, struct slot, tb->slot_count);
	for (size_t i = 0; i < n; i++) {
		struct conn_track *c = old[i].index ? tb->conns.v[old[i].index - 1] : NULL;

		if (c)
			*slot_of(tb, conn_hash(tb, c), &c->client, &c->server) = old[i];
	}
}

void
table_prefetch_slot(const struct table *tb, uint64_t hash)
{
	__builtin_prefetch(&tb->slots[hash & (tb->slot_count - 1)]);
}

const struct conn_track *
table_likely(const struct table *tb, uint64_t hash)
{
	const struct slot *slot = &tb->slots[hash & (tb->slot_count - 1)];

	return slot->index && slot->tag == (uint32_t)(hash >> 32) ? tb->conns.v[slot->index - 1]
								  : NULL;
}

struct conn_track *
table_find(const struct table *tb, uint64_t hash, const struct endpoint *a,
	   const struct endpoint *b)
{
	const struct slot *slot = slot_of(tb, hash, a, b);

	return slot->index ? tb->conns.v[slot->index - 1] : NULL;
}

static uint32_t
place_for(struct table *tb, struct conn_track *c)
{
	uint32_t index;

	if (tb->vacant.n) {
		index = tb->vacant.v[--tb->vacant.n];
		tb->conns.v[index] = c;
		return index;
	}
	vec_push(tb->arena, &tb->conns, c);
	return (uint32_t)tb->conns.n - 1;
}

uint32_t
table_put(struct table *tb, struct conn_track *c)
{
	uint64_t hash = conn_hash(tb, c);
	struct slot *slot = slot_of(tb, hash, &c->client, &c->server);
	bool fresh = !slot->index;
	uint32_t index = place_for(tb, c);

	*slot = (struct slot){ .tag = (uint32_t)(hash >> 32), .index = index + 1 };
	if (fresh && ++tb->slot_used * 8 > tb->slot_count * 5)
		slots_grow(tb);
	return index;
}

/* Close the gap: move back what stands behind it and belongs before (Knuth, 6.4 R). */
static void
slot_free(struct table *tb, size_t gap)
{
	size_t mask = tb->slot_count - 1;

	for (size_t i = (gap + 1) & mask; tb->slots[i].index; i = (i + 1) & mask) {
		const struct conn_track *c = tb->conns.v[tb->slots[i].index - 1];
		size_t home = conn_hash(tb, c) & mask;

		if (((i - home) & mask) < ((i - gap) & mask))
			continue;
		tb->slots[gap] = tb->slots[i];
		gap = i;
	}
	tb->slots[gap].index = 0;
	tb->slot_used--;
}

void
table_take(struct table *tb, uint32_t index)
{
	struct conn_track *c = tb->conns.v[index];
	struct slot *slot = slot_of(tb, conn_hash(tb, c), &c->client, &c->server);

	if (slot->index == index + 1) /* else a later one has its ends */
		slot_free(tb, (size_t)(slot - tb->slots));
	tb->conns.v[index] = NULL;
	vec_push(tb->arena, &tb->vacant, index);
}
