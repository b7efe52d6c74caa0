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
	if (!t->based)
		t->base_ns = s->time_ns;
	t->based = true;
	number = rows_add(&t->table.rows);
	row = row_at(&t->table.rows, number);
	if (!row_start(row, t->base_ns, t->conns_n + 1, s, !(s->flags & TCP_ACK), &added)) {
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

	if (!row_add(row, t->base_ns, s, &added))
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
	size_t n = row_segments(row, t->base_ns, segs);
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
static bool
is_like(const struct segment *a, const struct segment *b)
{
	return a->options == b->options && a->mss == b->mss && a->wscale == b->wscale &&
	       a->flags == b->flags && a->known == b->known && a->checksum == b->checksum &&
	       a->tos == b->tos && a->ack == b->ack && a->tsecr == b->tsecr &&
	       a->interface == b->interface && a->direction == b->direction &&
	       view_ttl_is_fresh(a->ttl) == view_ttl_is_fresh(b->ttl);
}

static struct syn_kind *
kind_like(const struct tracker *t, const struct segment *syn)
{
	for (uint32_t i = 0; i < MIN(t->syn_kinds_n, SYN_KINDS); i++)
		if (is_like(&t->syn_kinds[i].syn, syn))
			return &t->syn_kinds[i];
	return NULL;
}

static void
remember_kind(struct tracker *t, const struct segment *syn)
{
	if (!t->syn_kinds)
		t->syn_kinds = arena_new(t->arena, struct syn_kind, SYN_KINDS);
	t->syn_kinds[t->syn_kinds_n++ % SYN_KINDS] = (struct syn_kind){ *syn, t->telling };
}

static void
tell_what_differs(struct conn *c, const struct row *row, const struct segment *s)
{
	struct half *x = &c->half[C2S];

	c->number = row->number;
	c->reused = row->reused;
	c->client = s->src;
	c->server = s->dst;
	c->first_packet = c->last_packet = c->syn_packet = x->last_packet = s->packet;
	c->first_ns = c->last_ns = s->time_ns;
	c->syn_ns = c->last_syn_ns = x->last_send_ns = s->time_ns;
	x->isn = s->seq;
	x->isn64 = x->snd_una = SEQ64_BASE + s->seq;
	x->snd_max = x->isn64 + 1;
	x->window_bytes = x->window_syn = s->window;
	x->ttl = s->ttl;
	x->tsval = s->options & OPT_TIMESTAMP ? s->tsval : 0;
}

static void
tell_quickly(struct tracker *t, uint32_t index, struct syn_kind *kind, const struct segment *syn)
{
	tell_what_differs(&kind->told, table_row(&t->table, index), syn);
	give(t, index, &kind->told);
	if (!t->finished)
		table_take(&t->table, index);
	t->live--;
	t->rows_live--;
}

void
opening_over(struct tracker *t, uint32_t index)
{
	struct row_segment segs[ROW_SEGMENTS_MAX];
	size_t n = row_segments(table_row(&t->table, index), t->base_ns, segs);
	const struct segment *first = &segs[0].s;
	/* episodes are a connection's own, and left without */
	bool alone = n == 1 && !(first->flags & TCP_ACK) && !segs[0].is_copy &&
		     !(t->opt.episodes && t->opt.over);
	struct syn_kind *kind = alone ? kind_like(t, first) : NULL;

	if (kind) {
		tell_quickly(t, index, kind, first);
		return;
	}
	conn_over(t, opening_grow(t, index));
	if (alone)
		remember_kind(t, first);
}
