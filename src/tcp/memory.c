/*
 * memory.c - the bound on what connections may take
 *
 * Beyond it the ones that have been idle the longest are ended early. Who that is, is
 * known well enough without a list that each packet would have to mend: a hand goes
 * round all places; a connection that was heard of since it last came by is passed over
 * once (the clock of paging).
 */
#include "tcp/tracker.h"

/* Some room is made at once, so that the hand need not move for each batch. */
#define ROOM_PART 16
/* But no more than so many: what is told of them has to go somewhere. */
#define ENDED_AT_ONCE 1024

/* What the case notes of a connection that is kept: views, twins, services. */
#define CASE_NOTES_BYTES 256

/* To be there when all that are live now are told. */
static size_t
kept_back(const struct tracker *t)
{
	size_t each = sizeof(struct conn) + CASE_NOTES_BYTES;
	size_t episodes = t->opt.episodes ? EPISODES_BYTES : 0;

	if (t->opt.over || t->records)
		return 0;
	if (t->opt.left) /* rows are given away */
		return (t->live - t->rows_live) * each;
	return t->live * each + t->rows_live * episodes;
}

static size_t
load(const struct tracker *t)
{
	return pool_used_bytes(&t->pool) + kept_back(t) - t->early_bytes;
}

/*
 * Without the room that rows have left: of each slab one was heard of lately and stays,
 * so that ending the others gives nothing back as yet. The next rows have that room. So have
 * journals, but for more than what is made at once: others may want it.
 */
static size_t
light(const struct tracker *t)
{
	size_t room = t->table.rests.taken_bytes - t->table.rests.bytes;

	return load(t) - rows_room_bytes(&t->table.rows) - MIN(room, t->opt.max_bytes / ROOM_PART);
}

bool
tracker_may_take(const struct tracker *t, size_t bytes)
{
	return !t->opt.max_bytes || load(t) + bytes <= t->opt.max_bytes;
}

/* Nobody will be told: what is left of it is a count. */
static void
leave_out(struct tracker *t, uint32_t index)
{
	table_take(&t->table, index);
	t->live--;
}

static void
end_row(struct tracker *t, uint32_t index)
{
	t->left_out.connections++;
	if (!t->opt.over)
		t->left_out.packets += table_row(&t->table, index)->segments;
	if (gives_away(t)) {
		opening_over(t, index);
		return;
	}
	t->rows_live--;
	leave_out(t, index);
}

/* Judged segments that somebody keeps point at what was told. */
static void
tell_early(struct tracker *t, struct conn_track *c)
{
	conn_finish(t, c);
	conn_tell(c, c->told);
	c->told->private = NULL;
	vec_push(t->arena, &t->told, c->told);
	t->early_bytes += sizeof *c->told;
}

static void
end_conn(struct tracker *t, struct conn_track *c)
{
	uint64_t packets = c->half[C2S].packets + c->half[S2C].packets;
	bool told = t->opt.over || t->records;

	/* one that is closed and told of has lost nothing */
	t->left_out.connections += !told || !conn_is_closed(c);
	if (!told)
		t->left_out.packets += packets;
	if (t->opt.over || (t->opt.left && !told)) {
		conn_over(t, c);
		return;
	}
	if (t->records && t->opt.lets_go)
		pool_put(&t->pool, c->told, sizeof *c->told);
	else if (t->records)
		tell_early(t, c);
	leave_out(t, c->index);
	conn_free(t, c, t->records && !t->opt.lets_go);
}

/* True when something was ended. */
static bool
end_at(struct tracker *t, uint32_t index)
{
	struct conn_track *c = table_conn(&t->table, index);
	struct row *row = table_row(&t->table, index);
	struct journal *j = table_journal(&t->table, index);
	struct rest *r = table_rest(&t->table, index);

	if ((r && !r->lately) || (j && !j->lately)) {
		end_conn(t, conn_made_full(t, index));
		return true;
	}
	if (c && !c->lately) {
		end_conn(t, c);
		return true;
	}
	if (row && !row->lately) {
		end_row(t, index);
		return true;
	}
	if (c)
		c->lately = false;
	if (row)
		row->lately = false;
	if (j)
		j->lately = false;
	if (r)
		r->lately = false;
	return false;
}

static void
make_room(struct tracker *t)
{
	size_t want = t->opt.max_bytes - t->opt.max_bytes / ROOM_PART;
	uint64_t steps = 2 * (uint64_t)t->table.n; /* once round takes all marks away */
	unsigned ended = 0;

	if (t->records)
		tracker_deliver_all(t);
	for (; steps && light(t) > want; steps--) {
		if (ended >= ENDED_AT_ONCE && light(t) <= t->opt.max_bytes)
			break;
		t->hand = t->hand + 1 < t->table.n ? t->hand + 1 : 0;
		ended += end_at(t, t->hand);
	}
}

void
memory_check(struct tracker *t)
{
	if (!t->opt.max_bytes)
		return;
	if (UNLIKELY(load(t) > t->opt.max_bytes)) {
		if (rows_room_bytes(&t->table.rows) > t->opt.max_bytes / ROOM_PART)
			table_gather_rows(&t->table);
		if (load(t) > t->opt.max_bytes)
			make_room(t);
	}
	/* what was given back is not of the size that is asked for */
	if (UNLIKELY(load(t) + t->pool.spare_bytes > t->opt.max_bytes))
		pool_trim(&t->pool);
}
