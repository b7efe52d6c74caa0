/*
 * journal.c - segments noted, and taken later
 *
 * What is noted is all that a segment tells. It must not matter when it is taken, so a SYN
 * that may begin another connection is not noted. One that closes waits in its journal as
 * it would in full for what comes late; what takes that for its end is the next turn of the
 * queue, as it would be.
 */
#include "tcp/journal.h"

#include "tcp/tracker.h"

/*
 * Below so many connections all are in a core's own cache, and to note a segment first
 * would only be a step more.
 */
#define IN_FULL 512 /* by all parts together */

static bool
may_begin(const struct tracker *t)
{
	/* whoever looks at segments is told of each at once */
	return !t->records && (t->opt.journals || t->live >= part_of(t, IN_FULL));
}

/* Segments of a journal, one after the other; the journal may be gone meanwhile. */
struct reader {
	struct note_reader notes;
	const uint8_t *end;
	uint8_t log[JOURNAL_LOG_BYTES + NOTE_SLACK];
};

static void
reader_init(struct reader *r, const struct tracker *t, const struct journal *j)
{
	memcpy(r->log, j->log, j->used);
	note_reader_init(&r->notes, &t->base->kinds, t->base->ns, &j->client, &j->server, r->log);
	r->end = r->log + j->used;
}

/* NULL: there is none any more. */
ALWAYS_INLINE const struct segment *
reader_next(struct reader *r, struct note_whose *ret)
{
	if (r->notes.at == r->end)
		return NULL;
	*ret = note_get(&r->notes);
	return &r->notes.latest[ret->dir];
}

/* The client's latest, once more: with another number it would begin another connection. */
static __attribute__((noinline)) bool
is_syn_again(const struct tracker *t, const struct journal *j, const struct segment *s,
	     enum direction dir)
{
	struct reader r;
	struct note_whose n;
	bool again = false;

	if (dir == S2C || !j->opening_only || !(s->known & SEG_HAS_SEQ))
		return false;
	reader_init(&r, t, j);
	for (const struct segment *was; (was = reader_next(&r, &n));)
		if (n.dir == C2S)
			again = was->seq == s->seq;
	return again;
}

/* As many of both FINs as are acknowledged, or a RST: see conn_is_closed. */
static __attribute__((noinline)) void
step_to_end(struct journal *j, const struct segment *s, enum direction dir)
{
	struct note_end *own = &j->state.end[dir], *other = &j->state.end[!dir];
	bool acks = s->flags & TCP_ACK && !seq_lt(s->ack, other->nxt);

	own->fin |= s->flags & TCP_FIN;
	other->fin_acked |= other->fin && acks;
	j->closed |= s->flags & TCP_RST || (own->fin_acked && other->fin_acked);
}

/* False: it is for a connection in full. */
ALWAYS_INLINE bool
add(struct tracker *t, struct journal *j, const struct segment *s, enum direction dir,
    enum copy copy)
{
	size_t room = sizeof j->log - j->used, bytes;
	uint8_t spare[NOTE_BYTES_MAX + NOTE_SLACK];
	uint8_t *to = LIKELY(room >= sizeof spare) ? j->log + j->used : spare;
	uint32_t kind;

	if (s->flags & TCP_URG || s->urgent || s->icmp)
		return false;
	if (UNLIKELY((s->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) && j->used &&
	    !is_syn_again(t, j, s, dir))
		return false;
	kind = kinds_number(&t->base->kinds, s);
	if (UNLIKELY(kind == KIND_NONE))
		return false;
	bytes = note_put(to, &j->state, s, dir, (uint8_t)kind, copy);
	if (UNLIKELY(to == spare)) {
		if (bytes > room)
			return false;
		memcpy(j->log + j->used, spare, bytes);
	}
	j->may_repeat |= !note_is_fresh(&j->state.end[dir], s);
	note_learn(&j->state, s, dir, (uint8_t)kind);
	j->used = (uint16_t)(j->used + bytes);
	j->lately = true;
	if (UNLIKELY(journal_may_close(j, s)))
		step_to_end(j, s, dir);
	if (UNLIKELY(j->opening_only) && !(s->flags & TCP_SYN)) {
		j->opening_only = false;
		t->openings_in_full--;
	}
	return true;
}

static struct journal *
journal_new(struct tracker *t, const struct segment *s, uint32_t number, bool forth)
{
	uint8_t at;
	struct journal *j = rests_add(&t->table.rests, sizeof *j, &at);

	tracker_base(t, s->time_ns);
	memset(j, 0, offsetof(struct journal, state));
	j->number = number;
	j->at = at;
	j->client = forth ? s->src : s->dst;
	j->server = forth ? s->dst : s->src;
	j->opening_only = true;
	note_state_init(&j->state, t->base->ns);
	t->openings_in_full++;
	return j;
}

static void
journal_drop(struct tracker *t, struct journal *j)
{
	t->openings_in_full -= j->opening_only;
	rests_remove(&t->table.rests, j, sizeof *j, j->at);
}

/* It is what stands at index from now on. */
static void
stand(struct tracker *t, uint32_t index, struct journal *j)
{
	j->index = index;
	table_set_journal(&t->table, index, j);
	t->journals_live++;
}

/* It waits, as one in full does, for what comes late; who has waited is over. */
static void
wait_if_closed(struct tracker *t, struct journal *j)
{
	if (LIKELY(!j->closed) || j->waits || !t->opt.over)
		return;
	j->waits = true;
	t->journals_waiting++;
	closed_waits(t, j->state.ns, j->index, j->number);
}

bool
journal_begins(struct tracker *t, const struct segment *s, uint32_t tag, bool forth, bool reused)
{
	struct journal *j;
	uint32_t index;

	if (!may_begin(t))
		return false;
	j = journal_new(t, s, t->conns_n + 1, forth);
	if (!add(t, j, s, forth ? C2S : S2C, COPY_UNASKED)) {
		journal_drop(t, j);
		return false;
	}
	t->conns_n++;
	j->reused = reused;
	index = table_add(&t->table, tag, &s->src, &s->dst);
	stand(t, index, j);
	begun(t, index);
	t->live++;
	wait_if_closed(t, j);
	return true;
}

bool
journal_of_row(struct tracker *t, uint32_t index)
{
	const struct row *row = table_row(&t->table, index);
	struct row_segment segs[ROW_SEGMENTS_MAX];
	struct journal *j;
	size_t n, i;

	if (!may_begin(t))
		return false;
	n = row_segments(row, t->base, segs);
	j = journal_new(t, &segs[0].s, row->number, segs[0].dir == C2S);
	j->reused = row->reused;
	j->asked = true;
	for (i = 0; i < n; i++)
		if (!add(t, j, &segs[i].s, segs[i].dir, segs[i].is_copy ? COPY_YES : COPY_NO))
			break;
	if (i < n) {
		journal_drop(t, j);
		return false;
	}
	t->rows_live--;
	stand(t, index, j);
	return true;
}

/*
 * Of a row it was asked at once whether its segments are copies, and their fingerprints may
 * be gone when the journal is taken. So what may be a copy of them is asked at once as well.
 * note: what was written of s, with COPY_NO.
 */
static __attribute__((noinline)) void
look_for_copy(struct tracker *t, const struct journal *j, const struct segment *s,
	      enum direction dir, uint8_t *note)
{
	struct row_added added = { .dir = dir, .now_ns = INT64_MIN };
	bool first = true;
	struct reader r;
	struct note_whose n;

	reader_init(&r, t, j);
	for (const struct segment *was; (was = reader_next(&r, &n)); first = false) {
		added.now_ns = MAX(added.now_ns, was->time_ns);
		if (first)
			added.timed = was->known & SEG_HAS_TIME;
	}
	if (copies_take_opening(t, j->number, s, &added))
		note_is_copy(note);
}

bool
journal_goes_on(struct tracker *t, struct journal *j, const struct segment *s)
{
	enum direction dir = direction_between(&j->client, &j->server, s);
	bool ask = UNLIKELY(s->flags & TCP_SYN) && j->asked;
	uint8_t *note = j->log + j->used;

	if (!add(t, j, s, dir, ask ? COPY_NO : COPY_UNASKED))
		return false;
	if (ask)
		look_for_copy(t, j, s, dir, note);
	wait_if_closed(t, j);
	return true;
}

/*
 * Nothing follows in which fingerprints of what it has would be looked for, and among
 * themselves there is nothing to find.
 */
static bool
has_no_copies(const struct tracker *t, const struct journal *j, bool waited)
{
	bool closed = j->state.end[C2S].fin_acked && j->state.end[S2C].fin_acked;

	return !j->may_repeat && (t->finished || (waited && closed));
}

/* Who is told of right away may as well begin with all the room that a short one comes to. */
#define SENT_AT_ONCE 8
static void
begin_large(struct tracker *t, struct half_track *x)
{
	x->trails_cap = TRAILS_LEAST;
	x->trails = pool_get(&t->pool, TRAILS_LEAST * sizeof *x->trails);
	x->sent_head = SENT_AT_ONCE; /* as of one that emptied so large a ring: see sent_free */
}

struct conn_track *
journal_grow(struct tracker *t, uint32_t index, bool waited)
{
	const struct journal *j = table_journal(&t->table, index);
	enum copy unasked = has_no_copies(t, j, waited) ? COPY_NO : COPY_UNASKED;
	const struct segment *s;
	struct conn_track *c;
	struct reader r;
	struct note_whose n = { .dir = C2S, .copy = COPY_UNASKED };

	reader_init(&r, t, j);
	s = reader_next(&r, &n);
	c = conn_start(t, s, j->number);
	c->index = index;
	c->reused = j->reused;
	c->opening_only = j->opening_only;
	c->waits = j->waits;
	if (waited || t->finished) {
		begin_large(t, &c->half[C2S]);
		begin_large(t, &c->half[S2C]);
	}
	t->journals_waiting -= j->waits;
	table_set_conn(&t->table, index, c); /* the journal is gone */
	t->journals_live--;
	for (; s; s = reader_next(&r, &n)) {
		enum copy copy = n.copy == COPY_UNASKED ? unasked : n.copy;

		if (!plain_take(t, c, n.dir, s, copy))
			conn_take(t, c, n.dir, s, copy);
	}
	return c;
}
