/*
 * pool.h - memory for what comes and goes, beside an arena
 *
 * What lives shorter than its arena, as a connection does, takes pieces from a pool and
 * puts them back. They wait there for the next who wants as much, but for large ones;
 * pool_trim gives them back to the system, so that memory can go from one kind to
 * another. A pool ends with its arena and is held to the same bound. Never NULL; not
 * zeroed.
 */
#ifndef CRUX_BASE_POOL_H
#define CRUX_BASE_POOL_H

#include "base/arena.h"

/* Sizes are rounded up to a quarter of a power of two, so a fifth at most is lost. */
#define POOL_CLASSES 256
#define POOL_LEAST_BYTES 64
/* What grows by doubling leaves its halves behind: from here on they go back to the system. */
#define POOL_LARGE_BYTES ((size_t)64 << 10)

struct pool_piece;

struct pool_spare {
	struct pool_spare *next;
};

struct pool {
	struct arena *arena;
	struct pool_piece *pieces; /* all, in use and not */
	struct pool_spare *spare[POOL_CLASSES];
	size_t taken_bytes; /* from the system, for pieces in use and not */
	size_t spare_bytes; /* of them not in use */
	size_t pieces_n;    /* taken */
};

/* p must not move until a is given back. */
void pool_init(struct pool *p, struct arena *a);

/* Where nothing of a size is spare; what is large. Only for pool_get and pool_put. */
void *pool_take(struct pool *p, size_t bytes);
void pool_give_back(struct pool *p, void *piece, size_t bytes);

/* Four sizes for each doubling. */
static inline unsigned
pool_class(size_t bytes, size_t *ret_bytes)
{
	unsigned shift;

	bytes = MAX(bytes, (size_t)POOL_LEAST_BYTES);
	shift = 61u - (unsigned)__builtin_clzll(bytes - 1);
	*ret_bytes = (((bytes - 1) >> shift) + 1) << shift;
	return shift * 4 + (unsigned)(*ret_bytes >> shift) - 5;
}

/* In line, as most sizes are constants: all of pool_class is known then. */
static inline void *
pool_get(struct pool *p, size_t bytes)
{
	unsigned class = pool_class(bytes, &bytes);
	struct pool_spare *spare = p->spare[class];

	if (!spare)
		return pool_take(p, bytes);
	p->spare[class] = spare->next;
	p->spare_bytes -= bytes;
	return spare;
}

/* bytes as they were asked for. */
static inline void
pool_put(struct pool *p, void *piece, size_t bytes)
{
	unsigned class = pool_class(bytes, &bytes);
	struct pool_spare *spare = (struct pool_spare *)piece;

	if (bytes >= POOL_LARGE_BYTES) {
		pool_give_back(p, piece, bytes);
		return;
	}
	spare->next = p->spare[class];
	p->spare[class] = spare;
	p->spare_bytes += bytes;
}

/* Give what is not in use back to the system. */
void pool_trim(struct pool *p);

/* What a piece of so many bytes takes from the system, its links and malloc's included. */
size_t pool_piece_bytes(size_t bytes);
/* All that is taken, spare or not, with the same. */
size_t pool_system_bytes(const struct pool *p);

static inline size_t
pool_used_bytes(const struct pool *p)
{
	return p->taken_bytes - p->spare_bytes;
}

#endif
