/*
 * rows.c - slabs of rows
 *
 * A slab that is empty goes back to the pool, so that after a flood its memory serves
 * others. Rows are taken from the slab at the head of the list of those with room.
 */
#include "tcp/rows.h"

#define SLABS_FIRST 16
#define SLABS_MAX (UINT32_MAX >> 8)

static_assert(ROWS_PER_SLAB <= 256, "eight bits tell them apart");

void
rows_init(struct rows *r, struct pool *pool)
{
	*r = (struct rows){ .pool = pool };
}

static void
make_room_for_slabs(struct rows *r)
{
	uint32_t cap = r->cap ? r->cap * 2 : SLABS_FIRST;
	struct slab *slabs = pool_get(r->pool, cap * sizeof *slabs);

	if (r->n) {
		memcpy(slabs, r->slabs, r->n * sizeof *slabs);
		pool_put(r->pool, r->slabs, r->cap * sizeof *slabs);
	}
	r->slabs = slabs;
	r->cap = cap;
}

static void
open_slab(struct rows *r, struct slab *s)
{
	s->next_open = r->open;
	r->open = (uint32_t)(s - r->slabs) + 1;
}

static struct slab *
slab_with_room(struct rows *r)
{
	struct slab *s;

	if (!r->open) {
		if (r->n == SLABS_MAX)
			arena_is_full(r->pool->arena, sizeof *s);
		if (r->n == r->cap)
			make_room_for_slabs(r);
		r->slabs[r->n] = (struct slab){ 0 };
		open_slab(r, &r->slabs[r->n++]);
	}
	s = &r->slabs[r->open - 1];
	if (!s->rows)
		s->rows = pool_get(r->pool, ROWS_PER_SLAB * sizeof *s->rows);
	return s;
}

uint32_t
rows_add(struct rows *r)
{
	struct slab *s = slab_with_room(r);
	uint32_t at = s->spare ? s->spare - 1u : s->touched++;

	if (s->spare)
		s->spare = (uint16_t)s->rows[at].number; /* the next spare one */
	if (++s->used == ROWS_PER_SLAB)
		r->open = s->next_open;
	return (uint32_t)(s - r->slabs) << 8 | at;
}

void
rows_remove(struct rows *r, uint32_t number)
{
	struct slab *s = &r->slabs[number >> 8];

	row_at(r, number)->number = s->spare;
	s->spare = (uint16_t)((number & 255) + 1);
	if (s->used-- == ROWS_PER_SLAB)
		open_slab(r, s);
	if (s->used)
		return;
	pool_put(r->pool, s->rows, ROWS_PER_SLAB * sizeof *s->rows);
	s->rows = NULL;
	s->touched = s->spare = 0;
}
