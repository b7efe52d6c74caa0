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
};

struct rows {
	struct pool *pool;
	struct slab *slabs;
	uint32_t n, cap;
	uint32_t open; /* + 1: the first slab with room */
};

#define ROWS_PER_SLAB ((uint32_t)(16384 / ROW_BYTES))

void rows_init(struct rows *r, struct pool *pool);
/* Room for one more, its number; not cleared. */
uint32_t rows_add(struct rows *r);
void rows_remove(struct rows *r, uint32_t number);

static inline struct row *
row_at(const struct rows *r, uint32_t number)
{
	return &r->slabs[number >> 8].rows[number & 255];
}

#endif
