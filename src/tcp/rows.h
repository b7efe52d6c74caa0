/*
 * rows.h - where rows stand: slabs of some two hundred
 */
#ifndef CRUX_TCP_ROWS_H
#define CRUX_TCP_ROWS_H

#include "tcp/row.h"

struct slab {
	struct row *rows;   /* NULL: none now */
	uint32_t next_open; /* + 1; among those with room */
	uint16_t used;
	uint16_t touched; /* so many at its front have been used once */
	uint16_t spare;	  /* + 1, the first of those that are free again */
	bool sparse;	  /* its rows are being moved to others */
};

struct rows {
	struct pool *pool;
	struct slab *slabs;
	uint32_t n, cap;
	uint32_t open; /* + 1: the first slab with room */
	size_t room;   /* rows that slabs have memory for and are not in use */
};

#define ROWS_PER_SLAB ((uint32_t)(16384 / ROW_BYTES))
#define ROW_BITS 8
#define ROW_MASK ((1u << ROW_BITS) - 1)

void rows_init(struct rows *r, struct pool *pool);
/* Room for one more, its number; not cleared. */
uint32_t rows_add(struct rows *r);
void rows_remove(struct rows *r, uint32_t number);

/*
 * Move rows together, so that slabs with room go back: between these two calls give each
 * row its number anew.
 */
void rows_begin_gather(struct rows *r);
uint32_t rows_gather(struct rows *r, uint32_t number);
void rows_end_gather(struct rows *r);

static inline size_t
rows_room_bytes(const struct rows *r)
{
	return r->room * ROW_BYTES;
}

static inline struct row *
row_at(const struct rows *r, uint32_t number)
{
	return &r->slabs[number >> ROW_BITS].rows[number & ROW_MASK];
}

#endif
