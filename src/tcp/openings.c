/*
 * openings.c - connections of which only the opening was seen
 *
 * They live in rows (row.h). A row gives its segments back one by one to a connection
 * in full when a segment comes that it cannot hold, or when it is to be told of: so what
 * is told is what it would have been.
 */
#include "tcp/tracker.h"
#include "tcp/view.h"

/*
 * So many are kept in full all the same: in a row each costs 0.2 us more, and where they
 * come further, as they do as long as nobody floods, there are never more at a time.
 */
#define IN_FULL 4096 /* by all parts together */

static void
look_for_copy(struct tracker *t, struct row *row, const struct segment *s,
	      const struct row_added *added)
{
	if (copies_take_opening(t, row->number, s, added))
		row_mark_copy(row, added);
}

void
tracker_base(struct tracker *t, int64_t ns)
{
	if (LIKELY(t->base))
		return;
	t->base = arena_new(t->arena, struct row_base, 1);
	t->base->ns = ns;
}

static bool
is_for_a_row(const struct tracker *t)
{
	/* whoever looks at segments is told of each at once */
	return !t->records && (t->opt.dense || t->openings_in_full >= part_of(t, IN_FULL));
}

/* A SYN-ACK alone is the server's, and its connection the client's all the same. */
bool
opening_begins(struct tracker *t, const struct segment *s, uint32_t tag, bool reused)
{
	struct row_added added;
	struct row *row;
	uint32_t number, index;

	if (!is_for_a_row(t))
		return false;
	tracker_base(t, s->time_ns);
	number = rows_add(&t->table.rows);
	row = row_at(&t->table.rows, number);
	if (!row_start(row, t->base, t->conns_n + 1, s, !(s->flags & TCP_ACK), &added)) {
		rows_remove(&t->table.rows, number);
		return false;
	}
	t->conns_n++;
	row->reused = reused;
	look_for_copy(t, row, s, &added);
	index = table_add(&t->table, tag, &s->src, &s->dst);
	table_set_row(&t->table, index, number);
	begun(t, index);
	t->live++;
	t->rows_live++;
	return true;
}

bool
opening_goes_on(struct tracker *t, const struct segment *s, uint32_t index)
{
	struct row *row = table_row(&t->table, index);
	struct row_added added;

	if (!row_add(row, t->base, s, &added))
		return false;
	look_for_copy(t, row, s, &added);
	row->lately = true;
	return true;
}

struct conn_track *
opening_grow(struct tracker *t, uint32_t index)
{
	struct row_segment segs[ROW_SEGMENTS_MAX];
	const struct row *row = table_row(&t->table, index);
	size_t n = row_segments(row, t->base, segs);
	struct conn_track *c = conn_start(t, &segs[0].s, row->number);

	c->reused = row->reused;
	c->index = index;
	table_set_conn(&t->table, index, c); /* the row is gone */
	t->rows_live--;
	for (size_t i = 0; i < n; i++)
		conn_take(t, c, segs[i].dir, &segs[i].s, segs[i].is_copy ? COPY_YES : COPY_NO);
	return c;
}

/*
 * A million SYNs of a flood differ in who sends them and in their numbers, and in nothing
 * else that is told of them. So of one that is like one before, only that is told anew.
 */
static struct syn_told *
told_like(const struct tracker *t, const struct row_brief *b)
{
	bool fresh = view_ttl_is_fresh(b->ttl);

	for (uint32_t i = 0; i < MIN(t->syns_told_n, SYNS_TOLD); i++)
		if (t->syns_told[i].kind == b->kind && t->syns_told[i].fresh_ttl == fresh)
			return &t->syns_told[i];
	return NULL;
}

static void
remember_told(struct tracker *t, const struct row_brief *b)
{
	const struct kind *kind = &t->base->kinds.v[b->kind];
	struct syn_told *told;

	if (!t->syns_told)
		t->syns_told = arena_new(t->arena, struct syn_told, SYNS_TOLD);
	told = &t->syns_told[t->syns_told_n++ % SYNS_TOLD];
	*told = (struct syn_told){ b->kind, view_ttl_is_fresh(b->ttl), t->telling };
	told->told.like[0] = kind->a;
	told->told.like[1] = kind->b | (uint64_t)told->fresh_ttl << 62;
}

static void
tell_what_differs(struct conn *c, const struct row *row, const struct row_brief *b)
{
	struct half *x = &c->half[C2S];

	row_ends(row, &c->client, &c->server);
	c->number = row->number;
	c->reused = row->reused;
	c->first_packet = c->last_packet = c->syn_packet = x->last_packet = b->packet;
	c->first_ns = c->last_ns = b->ns;
	c->syn_ns = c->last_syn_ns = x->last_send_ns = b->ns;
	x->isn = b->seq;
	x->isn64 = x->snd_una = SEQ64_BASE + b->seq;
	x->snd_max = x->isn64 + 1;
	x->window_bytes = x->window_syn = b->window;
	x->ttl = b->ttl;
	x->tsval = b->tsval;
}

static void
tell_quickly(struct tracker *t, uint32_t index, struct syn_told *like, const struct row_brief *b)
{
	tell_what_differs(&like->told, table_row(&t->table, index), b);
	give(t, index, &like->told);
	if (!t->finished)
		table_take(&t->table, index);
	t->live--;
	t->rows_live--;
}

void
opening_over(struct tracker *t, uint32_t index)
{
	const struct row *row = table_row(&t->table, index);
	/* episodes are a connection's own, and left without */
	bool may_be_like = row->brief && row->segments == 1 && !(t->opt.episodes && t->opt.over);
	struct row_brief b;
	struct syn_told *like;

	if (!may_be_like || (b = row_brief(row, t->base)).is_copy) {
		conn_over(t, opening_grow(t, index));
		return;
	}
	like = told_like(t, &b);
	if (like) {
		tell_quickly(t, index, like, &b);
		return;
	}
	conn_over(t, opening_grow(t, index));
	remember_told(t, &b);
}
