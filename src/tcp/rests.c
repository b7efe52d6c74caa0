/*
 * rests.c - chunks of pieces of one size
 *
 * Pieces are taken from the chunk at the head of the list of those of their size that have
 * room. Who comes and goes leaves holes: a chunk that is half empty gives its pieces to
 * others that have room for them, and goes back to the pool.
 */
#include "tcp/rests.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

/* 21 journals or 18 of the least that are packed, with little left over. */
#define CHUNK_BYTES 8192

struct rests_chunk {
	struct rests_chunk *next, **before; /* in the list of those with room */
	uint64_t used;			    /* a bit for each piece */
	uint64_t pad;
	_Alignas(16) uint8_t pieces[];
};

static size_t
size_of(size_t bytes)
{
	return (bytes + RESTS_STEP - 1) / RESTS_STEP * RESTS_STEP;
}

static unsigned
most_of(size_t size)
{
	return (unsigned)((CHUNK_BYTES - sizeof(struct rests_chunk) - RESTS_SPARE) / size);
}

static unsigned
used_of(const struct rests_chunk *c)
{
	return (unsigned)__builtin_popcountll(c->used);
}

void
rests_init(struct rests *r, struct pool *pool)
{
	static_assert(CHUNK_BYTES / RESTS_LEAST < 64, "a bit for each");
	*r = (struct rests){ .pool = pool };
}

static void
link_chunk(struct rests *r, struct rests_chunk *c, size_t size)
{
	struct rests_chunk **list = &r->room[size / RESTS_STEP];

	c->next = *list;
	c->before = list;
	if (c->next)
		c->next->before = &c->next;
	*list = c;
}

static void
unlink_chunk(struct rests_chunk *c)
{
	*c->before = c->next;
	if (c->next)
		c->next->before = c->before;
}

static struct rests_chunk *
chunk_new(struct rests *r, size_t size)
{
	struct rests_chunk *c = pool_get(r->pool, CHUNK_BYTES);

	*c = (struct rests_chunk){ 0 };
	link_chunk(r, c, size);
	r->taken_bytes += CHUNK_BYTES;
	return c;
}

static void
chunk_free(struct rests *r, struct rests_chunk *c)
{
	unlink_chunk(c);
	pool_put(r->pool, c, CHUNK_BYTES);
	r->taken_bytes -= CHUNK_BYTES;
}

void *
rests_add(struct rests *r, size_t bytes, uint8_t *ret_at)
{
	size_t size = size_of(bytes);
	struct rests_chunk *c = r->room[size / RESTS_STEP];
	unsigned at;

	assert(bytes >= RESTS_LEAST && bytes <= RESTS_MOST);
	if (!c)
		c = chunk_new(r, size);
	at = (unsigned)__builtin_ctzll(~c->used);
	c->used |= (uint64_t)1 << at;
	if (used_of(c) == most_of(size))
		unlink_chunk(c);
	r->bytes += size;
	*ret_at = (uint8_t)at;
	return c->pieces + at * size;
}

/* All of c's move to others with room, as long as there is one. */
static void
move_out(struct rests *r, struct rests_chunk *c, size_t size)
{
	unlink_chunk(c);
	for (; c->used && r->room[size / RESTS_STEP]; c->used &= c->used - 1) {
		const uint8_t *from = c->pieces + (unsigned)__builtin_ctzll(c->used) * size;
		uint8_t at, *to = rests_add(r, size, &at);

		memcpy(to, from, size);
		r->bytes -= size;
		r->moved(r->ctx, to, size, at);
	}
	link_chunk(r, c, size);
}

void
rests_remove(struct rests *r, void *piece, size_t bytes, uint8_t at)
{
	size_t size = size_of(bytes);
	struct rests_chunk *c = (struct rests_chunk *)((uint8_t *)piece - at * size -
						       offsetof(struct rests_chunk, pieces));

	if (used_of(c) == most_of(size))
		link_chunk(r, c, size);
	c->used &= ~((uint64_t)1 << at);
	r->bytes -= size;
	if (c->used && used_of(c) <= most_of(size) / 2 &&
	    (c->next || c->before != &r->room[size / RESTS_STEP]))
		move_out(r, c, size);
	if (!c->used)
		chunk_free(r, c);
}
