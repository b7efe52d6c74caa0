/*
 * rests.c - chunks of pieces of one size
 *
 * A chunk that is empty goes back to the pool. Pieces are taken from the chunk at the
 * head of the list of those of their size that have room.
 */
#include "tcp/rests.h"

#include <assert.h>
#include <stddef.h>

#define CHUNK_BYTES 12288 /* 192 of the smallest, 12 of the largest */

struct rests_chunk {
	struct rests_chunk *next, **before; /* in the list of those with room */
	uint16_t used;
	uint16_t touched; /* so many at its front have been used once */
	uint16_t spare;	  /* + 1, the first of those that are free again */
	_Alignas(RESTS_STEP) uint8_t pieces[];
};

/* A piece is in use, or names the next one that is not. */
struct spare {
	uint16_t next; /* + 1 */
};

void
rests_init(struct rests *r, struct pool *pool)
{
	*r = (struct rests){ .pool = pool };
}

static size_t
size_of(size_t bytes)
{
	return (bytes + RESTS_STEP - 1) / RESTS_STEP * RESTS_STEP;
}

static unsigned
most_of(size_t size)
{
	return (unsigned)MIN((CHUNK_BYTES - sizeof(struct rests_chunk) - RESTS_SPARE) / size,
			     (size_t)256);
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

void *
rests_add(struct rests *r, size_t bytes, uint8_t *ret_at)
{
	size_t size = size_of(bytes);
	struct rests_chunk *c = r->room[size / RESTS_STEP];
	unsigned at;
	void *piece;

	assert(bytes <= RESTS_MOST);
	if (!c) {
		c = pool_get(r->pool, CHUNK_BYTES);
		*c = (struct rests_chunk){ 0 };
		link_chunk(r, c, size);
	}
	at = c->spare ? c->spare - 1u : c->touched++;
	piece = c->pieces + at * size;
	if (c->spare)
		c->spare = ((struct spare *)piece)->next;
	if (++c->used == most_of(size))
		unlink_chunk(c);
	r->bytes += size;
	*ret_at = (uint8_t)at;
	return piece;
}

void
rests_remove(struct rests *r, void *piece, size_t bytes, uint8_t at)
{
	size_t size = size_of(bytes);
	struct rests_chunk *c = (struct rests_chunk *)((uint8_t *)piece - at * size -
						       offsetof(struct rests_chunk, pieces));

	((struct spare *)piece)->next = c->spare;
	c->spare = (uint16_t)(at + 1u);
	if (c->used-- == most_of(size))
		link_chunk(r, c, size);
	r->bytes -= size;
	if (c->used)
		return;
	unlink_chunk(c);
	pool_put(r->pool, c, CHUNK_BYTES);
}
