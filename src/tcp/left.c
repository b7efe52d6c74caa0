/*
 * left.c - what is still there at the end, in order of the first packet
 *
 * Connections stand in that order as long as no place was used again. Else they are
 * sorted by their numbers, of which there may be millions, each behind a line of memory.
 */
#include "tcp/tracker.h"

/* So many places ahead memory is asked for. */
#define LEFT_AHEAD 8

static uint32_t
number_at(const struct table *tb, uint32_t place)
{
	struct place p = tb->places[place];
	const struct conn_track *c = place_conn(p);
	const struct row *row = place_row(tb, p);
	const struct rest *r = place_rest(p);

	return c ? c->number : row ? row->number : r ? r->number : place_journal(p)->number;
}

static void
fetch_number(const struct table *tb, uint32_t place)
{
	const struct row *row = place < tb->n ? table_row(tb, place) : NULL;

	if (row)
		__builtin_prefetch(&row->number);
	else if (place < tb->n)
		__builtin_prefetch(place_packed(tb, tb->places[place]));
}

static void
take_places(const struct table *tb, struct left *l)
{
	for (uint32_t i = 0; i < tb->n; i++) {
		fetch_number(tb, i + LEFT_AHEAD);
		if (tb->places[i].it)
			l->v[l->n++] = (struct left_place){ number_at(tb, i), i };
	}
}

#define DIGIT_BITS 11 /* three of them are a number; 2,048 counters stay in a first cache */
#define DIGITS ((size_t)1 << DIGIT_BITS)

static size_t
digit(const struct left_place *p, unsigned shift)
{
	return p->number >> shift & (DIGITS - 1);
}

/* By one digit, those with the same as they stood. False: all have the same. */
static bool
sort_by_digit(const struct left_place *from, struct left_place *to, uint32_t n, unsigned shift)
{
	uint32_t at[DIGITS] = { 0 }, before = 0;

	for (uint32_t i = 0; i < n; i++)
		at[digit(&from[i], shift)]++;
	if (at[digit(&from[0], shift)] == n)
		return false;
	for (size_t d = 0; d < DIGITS; d++) {
		uint32_t have = at[d];

		at[d] = before;
		before += have;
	}
	for (uint32_t i = 0; i < n; i++)
		to[at[digit(&from[i], shift)]++] = from[i];
	return true;
}

/* By number, from the lowest digit to the highest. */
static void
sort_places(struct tracker *t, struct left *l)
{
	struct left_place *other = pool_get(&t->pool, l->n * sizeof *other), *sorted;

	for (unsigned shift = 0; shift < 32; shift += DIGIT_BITS) {
		if (!sort_by_digit(l->v, other, l->n, shift))
			continue;
		sorted = other;
		other = l->v;
		l->v = sorted;
	}
	pool_put(&t->pool, other, l->n * sizeof *other);
}

/* Of the n-th of those that are left the place; TABLE_NONE: there is none. */
static uint32_t
nth(const struct left *l, uint32_t n)
{
	return n >= l->n ? TABLE_NONE : l->v ? l->v[n].place : n;
}

/* Memory is asked for before it is its turn. */
static void
fetch_left(const struct table *tb, uint32_t place)
{
	const struct row *row = place < tb->n ? table_row(tb, place) : NULL;

	if (row) {
		__builtin_prefetch(row);
		__builtin_prefetch((const char *)row + sizeof *row - 1);
	}
}

void
tracker_left_next(const struct tracker *t, struct left *l)
{
	fetch_left(&t->table, nth(l, l->at + LEFT_AHEAD));
	if (!l->v)
		while (l->at < l->n && !t->table.places[l->at].it)
			l->at++;
	l->place = nth(l, l->at);
	l->at += l->at < l->n;
}

void
tracker_left(struct tracker *t, struct left *ret)
{
	t->finished = true;
	*ret = (struct left){ 0 };
	if (t->table.used_again && t->live) {
		ret->v = pool_get(&t->pool, t->live * sizeof *ret->v);
		take_places(&t->table, ret);
		assert(ret->n == t->live);
		sort_places(t, ret);
	} else {
		ret->n = t->table.n;
	}
	tracker_left_next(t, ret);
}
