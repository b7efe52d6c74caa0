/*
 * weigh.c - what the connections that are live now take, by part
 */
#include "tcp/mind.h"
#include "tcp/tracker.h"

static void
add(struct tracker_part *p, size_t bytes)
{
	p->n++;
	p->bytes += pool_piece_bytes(bytes);
}

static void
weigh_half(const struct half_track *x, struct tracker_weight *w)
{
	if (x->trails)
		add(&w->acks, x->trails_cap * sizeof *x->trails);
	if (x->sent)
		add(&w->in_flight, x->sent_cap * sizeof *x->sent);
	if (x->mind)
		add(&w->minds, mind_bytes);
	if (x->rare == &half_rare_none)
		return;
	add(&w->trouble, sizeof *x->rare);
	if (x->rare->holes)
		add(&w->trouble, HOLES_MAX * sizeof *x->rare->holes);
	if (x->rare->repeats)
		add(&w->trouble, x->rare->repeats_cap * sizeof *x->rare->repeats);
	if (x->rare->events)
		add(&w->trouble, LOSS_EVENTS_KEPT * sizeof *x->rare->events);
}

static void
weigh_conn(const struct conn_track *c, struct tracker_weight *w)
{
	w->closed += conn_is_closed(c);
	add(&w->in_full, sizeof *c);
	if (c->sums)
		add(&w->accounts, sizeof *c->sums);
	if (c->think_histogram)
		add(&w->accounts, THINK_BUCKETS * sizeof *c->think_histogram);
	if (c->longest)
		add(&w->accounts, EPISODES_BYTES);
	weigh_half(&c->half[C2S], w);
	weigh_half(&c->half[S2C], w);
}

static void
weigh_table(const struct table *tb, struct tracker_weight *w)
{
	add(&w->table, tb->slot_count * sizeof *tb->slots);
	add(&w->table, tb->cap * sizeof *tb->places);
	add(&w->table, tb->cap / 8);
	add(&w->table, tb->vacant_cap * sizeof *tb->vacant);
}

void
tracker_weigh(const struct tracker *t, struct tracker_weight *ret)
{
	*ret = (struct tracker_weight){ .live = t->live };
	for (uint32_t i = 0; i < t->table.n; i++) {
		const struct conn_track *c = table_conn(&t->table, i);

		if (c)
			weigh_conn(c, ret);
		else if (table_journal(&t->table, i))
			ret->journals.n++;
		else if (table_rest(&t->table, i))
			ret->resting.n++;
	}
	ret->journals.bytes = ret->journals.n * sizeof(struct journal);
	ret->resting.bytes = t->table.rests.taken_bytes - ret->journals.bytes;
	ret->openings.n = t->rows_live;
	ret->openings.bytes = t->rows_live * sizeof(struct row);
	weigh_table(&t->table, ret);
	ret->all_bytes = pool_system_bytes(&t->pool);
	ret->spare_bytes = t->pool.spare_bytes;
}
