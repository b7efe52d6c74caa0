/*
 * table.c - the hash table of connections
 */
#include "tcp/table.h"

#include "tcp/track.h"

#define FIRST_SLOTS 256
#define FIRST_PLACES 64 /* their bits fill words */

/* A journal or one that is packed, which are not of one size. */
static void
moved(void *ctx, void *piece, size_t bytes, uint8_t at)
{
	struct table *tb = ctx;
	bool is_journal = bytes == sizeof(struct journal);
	struct journal *j = piece;
	struct rest *r = piece;

	static_assert(sizeof(struct journal) < REST_LEAST, "told apart");
	if (is_journal)
		j->at = at;
	else
		r->at = at;
	tb->places[is_journal ? j->index : r->index].it = (uintptr_t)piece |
							  (is_journal ? PLACE_JOURNAL : PLACE_REST);
}

void
table_init(struct table *tb, struct pool *pool)
{
	*tb = (struct table){ .pool = pool, .slot_count = FIRST_SLOTS, .seed = hash_seed() };
	tb->slots = pool_get(pool, tb->slot_count * sizeof *tb->slots);
	memset(tb->slots, 0, tb->slot_count * sizeof *tb->slots);
	rows_init(&tb->rows, pool);
	rests_init(&tb->rests, pool);
	tb->rests.moved = moved;
	tb->rests.ctx = tb;
}

static size_t
home_of(const struct table *tb, uint32_t tag)
{
	return (size_t)(table_home(tb, tag) - tb->slots);
}

static size_t
after(const struct table *tb, size_t slot)
{
	return (slot + 1) & (tb->slot_count - 1);
}

static bool
same_ends(const struct endpoint *client, const struct endpoint *server, const struct endpoint *a,
	  const struct endpoint *b)
{
	return (endpoint_eq(client, a) && endpoint_eq(server, b)) ||
	       (endpoint_eq(client, b) && endpoint_eq(server, a));
}

static bool
between(const struct table *tb, uint32_t index, const struct endpoint *a, const struct endpoint *b)
{
	const struct conn_track *c = table_conn(tb, index);

	const struct journal *j = table_journal(tb, index);

	if (table_rest(tb, index))
		return rest_between(table_rest(tb, index), a, b);
	if (j)
		return same_ends(&j->client, &j->server, a, b);
	if (!c)
		return row_between(table_row(tb, index), a, b);
	return same_ends(&c->client, &c->server, a, b);
}

/* The slot of these two ends, or the free one where they belong. */
static struct slot *
slot_of(const struct table *tb, uint32_t tag, const struct endpoint *a, const struct endpoint *b)
{
	size_t i = home_of(tb, tag);

	for (; tb->slots[i].index; i = after(tb, i))
		if (tb->slots[i].tag == tag && between(tb, tb->slots[i].index - 1, a, b))
			break;
	return &tb->slots[i];
}

static void
slots_grow(struct table *tb)
{
	struct slot *old = tb->slots;
	size_t n = tb->slot_count;

	tb->slot_count = n * 2;
	tb->slots = pool_get(tb->pool, tb->slot_count * sizeof *old);
	memset(tb->slots, 0, tb->slot_count * sizeof *old);
	for (size_t k = 0; k < n; k++) {
		size_t i = home_of(tb, old[k].tag);

		if (!old[k].index)
			continue;
		while (tb->slots[i].index)
			i = after(tb, i);
		tb->slots[i] = old[k];
	}
	pool_put(tb->pool, old, n * sizeof *old);
}

__attribute__((noinline)) bool
ends_are_back(const struct endpoint *client, const struct endpoint *server, const struct segment *s)
{
	return endpoint_eq(server, &s->src) && endpoint_eq(client, &s->dst);
}

uint32_t
table_find(const struct table *tb, uint32_t tag, const struct endpoint *a, const struct endpoint *b)
{
	/* index 0 is of a free slot, and one less is TABLE_NONE */
	return slot_of(tb, tag, a, b)->index - 1;
}

/* An array of at least one more than n elements; of the old one, all are kept. */
static void *
grown(struct pool *pool, void *old, uint32_t n, uint32_t *cap, size_t bytes)
{
	uint32_t more = *cap ? *cap * 2 : FIRST_PLACES;
	void *p;

	if (n < *cap)
		return old;
	if (n > UINT32_MAX / 2)
		arena_is_full(pool->arena, bytes);
	p = pool_get(pool, more * bytes);
	if (*cap) {
		memcpy(p, old, n * bytes);
		pool_put(pool, old, *cap * bytes);
	}
	*cap = more;
	return p;
}

/* The first bits as they were, no others. */
static uint64_t *
grown_bits(struct pool *pool, uint64_t *old, uint32_t words, uint32_t more)
{
	uint64_t *p = pool_get(pool, more * sizeof *p);

	memset(p, 0, more * sizeof *p);
	if (words) {
		memcpy(p, old, words * sizeof *p);
		pool_put(pool, old, words * sizeof *p);
	}
	return p;
}

static void
places_grow(struct table *tb)
{
	uint32_t words = tb->cap / 64;

	tb->places = grown(tb->pool, tb->places, tb->n, &tb->cap, sizeof *tb->places);
	tb->in_full = grown_bits(tb->pool, tb->in_full, words, tb->cap / 64);
}

static uint32_t
vacant_place(struct table *tb)
{
	if (tb->vacant_n) {
		tb->used_again = true;
		return tb->vacant[--tb->vacant_n];
	}
	if (tb->n == tb->cap)
		places_grow(tb);
	tb->places[tb->n].it = 0;
	return tb->n++;
}

uint32_t
table_add(struct table *tb, uint32_t tag, const struct endpoint *a, const struct endpoint *b)
{
	struct slot *slot = slot_of(tb, tag, a, b);
	bool fresh = !slot->index;
	uint32_t index = vacant_place(tb);

	*slot = (struct slot){ tag, index + 1 };
	if (fresh && ++tb->slot_used * 8 > tb->slot_count * 5)
		slots_grow(tb);
	return index;
}

void
table_set_row(struct table *tb, uint32_t index, uint32_t row)
{
	tb->places[index].it = (uintptr_t)row << 2 | PLACE_ROW;
}

/* What is kept there only here. */
static void
give_back(struct table *tb, uint32_t index)
{
	struct journal *j = table_journal(tb, index);

	if (table_row(tb, index))
		rows_remove(&tb->rows, (uint32_t)(tb->places[index].it >> 2));
	if (j)
		rests_remove(&tb->rests, j, sizeof *j, j->at);
}

void
table_set_journal(struct table *tb, uint32_t index, struct journal *j)
{
	give_back(tb, index);
	tb->places[index].it = (uintptr_t)j | PLACE_JOURNAL;
}

void
table_set_conn(struct table *tb, uint32_t index, struct conn_track *c)
{
	give_back(tb, index);
	tb->places[index].it = (uintptr_t)c;
	tb->in_full[index / 64] |= (uint64_t)1 << index % 64;
}

static void
not_in_full(struct table *tb, uint32_t index)
{
	tb->in_full[index / 64] &= ~((uint64_t)1 << index % 64);
}

void
table_gather_rows(struct table *tb)
{
	rows_begin_gather(&tb->rows);
	for (uint32_t i = 0; i < tb->n; i++) {
		uintptr_t it = tb->places[i].it;

		if (table_row(tb, i))
			table_set_row(tb, i, rows_gather(&tb->rows, (uint32_t)(it >> 2)));
	}
	rows_end_gather(&tb->rows);
}

void
table_set_rest(struct table *tb, uint32_t index, struct rest *r)
{
	tb->places[index].it = (uintptr_t)r | PLACE_REST;
	not_in_full(tb, index);
}

uint32_t
table_next_conn(const struct table *tb, uint32_t index)
{
	uint32_t words = tb->cap / 64, at = (index + 1) / 64 % words;
	uint64_t bits = tb->in_full[at] & UINT64_MAX << (index + 1) % 64;

	while (!bits) {
		at = at + 1 < words ? at + 1 : 0;
		bits = tb->in_full[at];
	}
	return at * 64 + (uint32_t)__builtin_ctzll(bits);
}

/* Close the gap: move back what stands behind it and belongs before (Knuth, 6.4 R). */
static void
slot_free(struct table *tb, size_t gap)
{
	for (size_t i = after(tb, gap); tb->slots[i].index; i = after(tb, i)) {
		size_t mask = tb->slot_count - 1, home = home_of(tb, tb->slots[i].tag);

		if (((i - home) & mask) < ((i - gap) & mask))
			continue;
		tb->slots[gap] = tb->slots[i];
		gap = i;
	}
	tb->slots[gap].index = 0;
	tb->slot_used--;
}

static void
ends_of(const struct table *tb, uint32_t index, struct endpoint *ret_a, struct endpoint *ret_b)
{
	const struct conn_track *c = table_conn(tb, index);
	const struct journal *j = table_journal(tb, index);

	if (table_rest(tb, index)) {
		rest_ends(table_rest(tb, index), ret_a, ret_b);
		return;
	}
	if (j) {
		*ret_a = j->client;
		*ret_b = j->server;
		return;
	}
	if (!c) {
		row_ends(table_row(tb, index), ret_a, ret_b);
		return;
	}
	*ret_a = c->client;
	*ret_b = c->server;
}

void
table_take(struct table *tb, uint32_t index)
{
	struct endpoint a, b;
	struct slot *slot;

	ends_of(tb, index, &a, &b);
	slot = slot_of(tb, ends_tag(&a, &b, tb->seed), &a, &b);
	if (slot->index == index + 1) /* else a later one has its ends */
		slot_free(tb, (size_t)(slot - tb->slots));
	give_back(tb, index);
	not_in_full(tb, index);
	tb->places[index].it = 0;
	tb->vacant = grown(tb->pool, tb->vacant, tb->vacant_n, &tb->vacant_cap, sizeof *tb->vacant);
	tb->vacant[tb->vacant_n++] = index;
}
