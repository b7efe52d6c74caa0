/*
 * rows.c - slabs of rows
 *
 * A slab that is empty goes back to the pool, so that after a flood its memory serves
 * others. Rows are taken from the slab at the head of the list of those with room.
 */
#include "tcp/rows.h"

#define SLABS_FIRST 16
#define SLABS_MAX (UINT32_MAX >> ROW_BITS)

static_assert(ROWS_PER_SLAB <= 1u << ROW_BITS, "so many bits tell them apart");

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
	if (!s->rows) {
		s->rows = pool_get(r->pool, ROWS_PER_SLAB * sizeof *s->rows);
		r->room += ROWS_PER_SLAB;
	}
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
	r->room--;
	return (uint32_t)(s - r->slabs) << ROW_BITS | at;
}

void
rows_remove(struct rows *r, uint32_t number)
{
	struct slab *s = &r->slabs[number >> ROW_BITS];

	row_at(r, number)->number = s->spare;
	s->spare = (uint16_t)((number & ROW_MASK) + 1);
	if (s->used-- == ROWS_PER_SLAB)
		open_slab(r, s);
	r->room++;
	if (s->used)
		return;
	r->room -= ROWS_PER_SLAB;
	pool_put(r->pool, s->rows, ROWS_PER_SLAB * sizeof *s->rows);
	s->rows = NULL;
	s->touched = s->spare = 0;
}

/* More than a part of it is room. */
#define ROOM_PART 32

void
rows_begin_gather(struct rows *r)
{
	r->open = 0;
	for (struct slab *s = r->slabs; s < r->slabs + r->n; s++) {
		s->sparse = s->rows && s->used * ROOM_PART < ROWS_PER_SLAB * (ROOM_PART - 1);
		if (s->used < ROWS_PER_SLAB && !s->sparse)
			open_slab(r, s);
	}
}

uint32_t
rows_gather(struct rows *r, uint32_t number)
{
	uint32_t now;

	if (!r->slabs[number >> ROW_BITS].sparse)
		return number;
	now = rows_add(r);
	*row_at(r, now) = *row_at(r, number);
	rows_remove(r, number); /* the slab goes with its last one */
	return now;
}

void
rows_end_gather(struct rows *r)
{
	for (struct slab *s = r->slabs; s < r->slabs + r->n; s++) {
		if (s->sparse)
			open_slab(r, s);
		s->sparse = false;
	}
}
