/*
 * journal.c - segments noted, and taken later
 *
 * What is noted is all that a segment tells. It must not matter when it is taken, so
 * what could end or replace the connection is not noted: a RST, a SYN that may begin
 * another one, and whatever follows the FINs of both ends.
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

/* The client's latest, once more: with another number it would begin another connection. */
static bool
is_syn_again(const struct journal *j, const struct segment *s, uint8_t from_server)
{
	if (from_server || !j->opening_only || !(s->known & SEG_HAS_SEQ))
		return false;
	for (unsigned i = j->n; i--;)
		if (!(j->notes[i].kind & NOTE_FROM_SERVER))
			return j->notes[i].seq == s->seq;
	return false;
}

/* False: it is for a connection in full. */
ALWAYS_INLINE bool
add(struct tracker *t, struct journal *j, const struct segment *s, uint8_t from_server,
    enum copy copy)
{
	int64_t ns = s->time_ns - j->first_ns;
	uint64_t packets = s->packet - j->first_packet;
	struct note *n = &j->notes[j->n];
	uint32_t kind;

	if (j->n == JOURNAL_NOTES || s->flags & (TCP_RST | TCP_URG) || s->nsack || s->icmp ||
	    s->urgent || s->len > UINT16_MAX || ns < 0 || ns > NOTE_NS_MAX ||
	    packets > NOTE_PACKETS_MAX || (j->fin[0] && j->fin[1]))
		return false;
	if (UNLIKELY((s->flags & (TCP_SYN | TCP_ACK)) == TCP_SYN) && j->n &&
	    !is_syn_again(j, s, from_server))
		return false;
	kind = kinds_number(&t->base->kinds, s);
	if (UNLIKELY(kind == KIND_NONE))
		return false;
	n->when = (uint64_t)ns << NOTE_NS_SHIFT | packets << NOTE_COPY_BITS | copy;
	n->seq = s->seq;
	n->ack = s->ack;
	n->tsval = s->tsval;
	n->tsecr = s->tsecr;
	n->len = (uint16_t)s->len;
	n->window = s->window;
	n->ip_id = s->ip_id;
	n->ttl = s->ttl;
	n->kind = (uint8_t)kind | from_server;
	j->n++;
	j->fin[!!from_server] |= !!(s->flags & TCP_FIN);
	j->lately = true;
	if (UNLIKELY(j->opening_only) && !(s->flags & TCP_SYN)) {
		j->opening_only = false;
		t->openings_in_full--;
	}
	return true;
}

static enum copy
note_copy(const struct note *n)
{
	return n->when & ((1 << NOTE_COPY_BITS) - 1);
}

static int64_t
note_ns(const struct journal *j, const struct note *n)
{
	return j->first_ns + (int64_t)(n->when >> NOTE_NS_SHIFT);
}

static struct segment
segment_of(const struct tracker *t, const struct journal *j, const struct note *n)
{
	bool from_server = n->kind & NOTE_FROM_SERVER;
	struct segment s = {
		.time_ns = note_ns(j, n),
		.packet = j->first_packet + (n->when >> NOTE_COPY_BITS & NOTE_PACKETS_MAX),
		.src = from_server ? j->server : j->client,
		.dst = from_server ? j->client : j->server,
		.seq = n->seq,
		.ack = n->ack,
		.len = n->len,
		.tsval = n->tsval,
		.tsecr = n->tsecr,
		.window = n->window,
		.ip_id = n->ip_id,
		.ttl = n->ttl,
	};

	kinds_put(&t->base->kinds, n->kind & (KINDS_MAX - 1), &s);
	return s;
}

static struct journal *
journal_new(struct tracker *t, const struct segment *s, uint32_t number, bool forth)
{
	struct journal *j = pool_get(&t->pool, sizeof *j);

	tracker_base(t, s->time_ns);
	j->number = number;
	j->n = 0;
	j->reused = j->lately = false;
	j->fin[0] = j->fin[1] = false;
	j->client = forth ? s->src : s->dst;
	j->server = forth ? s->dst : s->src;
	j->first_ns = s->time_ns;
	j->first_packet = s->packet;
	j->opening_only = true;
	t->openings_in_full++;
	return j;
}

static void
journal_drop(struct tracker *t, struct journal *j)
{
	t->openings_in_full -= j->opening_only;
	pool_put(&t->pool, j, sizeof *j);
}

/* It is what stands at index from now on. */
static void
stand(struct tracker *t, uint32_t index, struct journal *j)
{
	table_set_journal(&t->table, index, j);
	t->journals_live++;
}

bool
journal_begins(struct tracker *t, const struct segment *s, uint32_t tag, bool forth, bool reused)
{
	struct journal *j;
	uint32_t index;

	if (!may_begin(t))
		return false;
	j = journal_new(t, s, t->conns_n + 1, forth);
	if (!add(t, j, s, forth ? 0 : NOTE_FROM_SERVER, COPY_UNASKED)) {
		journal_drop(t, j);
		return false;
	}
	t->conns_n++;
	j->reused = reused;
	index = table_add(&t->table, tag, &s->src, &s->dst);
	stand(t, index, j);
	begun(t, index);
	t->live++;
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
	for (i = 0; i < n; i++)
		if (!add(t, j, &segs[i].s, segs[i].dir == C2S ? 0 : NOTE_FROM_SERVER,
			 segs[i].is_copy ? COPY_YES : COPY_NO))
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
 */
static void
look_for_copy(struct tracker *t, struct journal *j, const struct segment *s)
{
	struct note *n = &j->notes[j->n - 1];
	struct row_added added = { .dir = n->kind & NOTE_FROM_SERVER ? S2C : C2S };

	for (unsigned i = 0; i < j->n; i++) {
		struct segment before = segment_of(t, j, &j->notes[i]);

		added.now_ns = MAX(added.now_ns, before.time_ns);
		if (!i)
			added.timed = before.known & SEG_HAS_TIME;
	}
	if (copies_take_opening(t, j->number, s, &added))
		n->when += COPY_YES - COPY_NO;
}

bool
journal_goes_on(struct tracker *t, struct journal *j, const struct segment *s)
{
	uint8_t from_server = endpoint_eq(&s->src, &j->client) ? 0 : NOTE_FROM_SERVER;
	bool ask = UNLIKELY(s->flags & TCP_SYN) && note_copy(&j->notes[0]) != COPY_UNASKED;

	if (!add(t, j, s, from_server, ask ? COPY_NO : COPY_UNASKED))
		return false;
	if (ask)
		look_for_copy(t, j, s);
	return true;
}

struct conn_track *
journal_grow(struct tracker *t, uint32_t index)
{
	struct journal j = *table_journal(&t->table, index);
	struct segment s = segment_of(t, &j, &j.notes[0]);
	struct conn_track *c = conn_start(t, &s, j.number);

	c->index = index;
	c->reused = j.reused;
	c->opening_only = j.opening_only;
	table_set_conn(&t->table, index, c); /* the journal is gone, but for this copy */
	t->journals_live--;
	for (unsigned i = 0; i < j.n; i++) {
		const struct note *n = &j.notes[i];
		enum direction dir = n->kind & NOTE_FROM_SERVER ? S2C : C2S;

		s = segment_of(t, &j, n);
		if (!plain_take(t, c, dir, &s))
			conn_take(t, c, dir, &s, note_copy(n));
	}
	return c;
}
