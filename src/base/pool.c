/*
 * pool.c - pieces of malloc with links in front, and a list of spare ones by size
 */
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

/* In front of each piece: all are linked, so that a pool can end as a whole. */
struct pool_piece {
	struct pool_piece *next, **before;
	_Alignas(max_align_t) char data[];
};

static struct pool_piece *
piece_of(void *data)
{
	return (struct pool_piece *)((char *)data - offsetof(struct pool_piece, data));
}

void *
pool_take(struct pool *p, size_t bytes)
{
	struct arena *a = p->arena;
	struct pool_piece *piece;

	if (a->limit_bytes - a->used_bytes - a->beside_bytes < bytes)
		arena_is_full(a, bytes);
	piece = malloc(sizeof *piece + bytes);
	if (!piece)
		arena_is_full(a, bytes);
	piece->next = p->pieces;
	piece->before = &p->pieces;
	if (p->pieces)
		p->pieces->before = &piece->next;
	p->pieces = piece;
	p->pieces_n++;
	p->taken_bytes += bytes;
	a->beside_bytes += bytes;
	return piece->data;
}

static void
give_back(struct pool *p, struct pool_piece *piece, size_t bytes)
{
	*piece->before = piece->next;
	if (piece->next)
		piece->next->before = piece->before;
	free(piece);
	p->pieces_n--;
	p->taken_bytes -= bytes;
	p->arena->beside_bytes -= bytes;
}

static void
end(void *ctx)
{
	struct pool *p = ctx;

	while (p->pieces) {
		struct pool_piece *next = p->pieces->next;

		free(p->pieces);
		p->pieces = next;
	}
	p->arena->beside_bytes -= p->taken_bytes;
}

void
pool_init(struct pool *p, struct arena *a)
{
	*p = (struct pool){ .arena = a };
	arena_at_end(a, end, p);
}

void
pool_give_back(struct pool *p, void *piece, size_t bytes)
{
	give_back(p, piece_of(piece), bytes);
}

/* malloc's word in front, as glibc has it; pieces are of 16 bytes and more. */
#define MALLOC_BYTES 8

size_t
pool_piece_bytes(size_t bytes)
{
	pool_class(bytes, &bytes);
	return (sizeof(struct pool_piece) + bytes + MALLOC_BYTES + 15) & ~(size_t)15;
}

size_t
pool_system_bytes(const struct pool *p)
{
	return p->taken_bytes +
	       p->pieces_n * (pool_piece_bytes(POOL_LEAST_BYTES) - POOL_LEAST_BYTES);
}

static size_t
class_bytes(unsigned class)
{
	return (size_t)(class % 4 + 5) << class / 4;
}

void
pool_trim(struct pool *p)
{
	for (unsigned class = 0; class < POOL_CLASSES; class ++) {
		while (p->spare[class]) {
			struct pool_spare *spare = p->spare[class];

			p->spare[class] = spare->next;
			give_back(p, piece_of(spare), class_bytes(class));
		}
	}
	p->spare_bytes = 0;
}
