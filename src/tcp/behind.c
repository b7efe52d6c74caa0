/*
 * behind.c - plain segments of packed connections, noted and taken later
 *
 * Each question that plain.c asks of a connection before it takes a segment is asked here
 * of what stands in struct behind. What is answered there by more than that is answered by
 * no: then the connection is unpacked, and asked itself.
 */
#include "tcp/behind.h"

#include "tcp/copies.h"
#include "tcp/plain.h"
#include "tcp/tracker.h"

uint8_t
behind_bits(const struct conn_track *c)
{
	unsigned bits = 0;

	for (enum direction d = C2S; d <= S2C; d++)
		bits |= c->half[d].have_tsval * BEHIND_TIMED(d) |
			!!c->half[d].ip_id_odd * BEHIND_ODD_IDS(d);
	return (uint8_t)bits;
}

void
behind_begin(const struct conn_track *c, struct behind *ret)
{
	clear(ret, sizeof *ret);
	ret->state.ns = c->last_ns;
	ret->state.packet = c->last_packet;
	for (enum direction d = C2S; d <= S2C; d++) {
		const struct half_track *x = &c->half[d];
		struct note_end *e = &ret->state.end[d];

		e->nxt = (uint32_t)x->snd_max;
		e->tsval = x->tsval;
		e->window = x->window_last;
		e->ip_id = x->ip_id_last;
		e->id_step = x->ip_id_last != 0;
		e->ttl = x->ttl;
		e->kind = NOTE_KIND_NONE;
		ret->una[d] = (uint32_t)x->snd_una;
	}
}

/* As plain.c asks (goes_on), of a segment that is plain by itself. */
ALWAYS_INLINE bool
goes_on(const struct rest *r, const struct behind *b, enum direction dir, const struct segment *s)
{
	const struct note_end *x = &b->state.end[dir], *y = &b->state.end[!dir];
	uint32_t acked = s->ack - b->una[!dir], flight = y->nxt - b->una[!dir];
	unsigned want = acked ? PLAIN_ACKED(!dir) : PLAIN_WAIT(!dir);
	bool timed = s->options & OPT_TIMESTAMP;

	return r->plain & want && s->seq == x->nxt && acked <= flight && (acked || s->len) &&
	       x->nxt - b->una[dir] + s->len < FLIGHT_MAX && s->time_ns >= b->state.ns &&
	       timed == !!(r->bits & BEHIND_TIMED(dir)) && !(timed && seq_lt(s->tsval, x->tsval));
}

/* As unseen_nothing, where the id before is one that was learnt (learn_id). */
ALWAYS_INLINE bool
id_goes_on(const struct rest *r, const struct behind *b, enum direction dir,
	   const struct segment *s)
{
	uint16_t was = b->state.end[dir].ip_id, step = (uint16_t)(s->ip_id - was);

	if (!s->ip_id || !was)
		return !was;
	return !s->len || step < 2 || step > IDS_MISSING_MAX || r->bits & BEHIND_ODD_IDS(dir);
}

ALWAYS_INLINE bool
no_copy(struct tracker *t, const struct rest *r, enum direction dir, const struct segment *s)
{
	if (UNLIKELY(!(r->plain & PLAIN_UNLIKE)))
		return copies_pass(t, s, dir, r->number, s->time_ns);
	copies_note(t->copies, s, dir, r->number, s->time_ns);
	return true;
}

static size_t
room_of(const struct rest *r)
{
	return r->bytes - sizeof *r - r->used;
}

bool
behind_note(struct tracker *t, struct rest *r, const struct segment *s)
{
	uint8_t note[NOTE_BYTES_MAX + NOTE_SLACK];
	enum direction dir;
	struct behind *b;
	uint32_t kind;
	size_t bytes;

	if (!r->plain || !segment_is_plain(s) || !rest_is_between(r, s, &dir))
		return false;
	b = &r->behind;
	if (!goes_on(r, b, dir, s) || !id_goes_on(r, b, dir, s))
		return false;
	tracker_base(t, s->time_ns);
	kind = kinds_number(&t->base->kinds, s);
	if (UNLIKELY(kind == KIND_NONE))
		return false;
	bytes = note_put(note, &b->state, s, dir, (uint8_t)kind, COPY_UNASKED);
	if (UNLIKELY(bytes > room_of(r)) || !no_copy(t, r, dir, s))
		return false;
	memcpy(r->log + r->used, note, bytes);
	r->used = (uint16_t)(r->used + bytes);
	note_learn(&b->state, s, dir, (uint8_t)kind);
	b->una[!dir] = s->ack;
	r->lately = true;
	return true;
}

static void
reader_init(struct note_reader *n, const struct tracker *t, const struct rest *r,
	    const struct conn_track *c)
{
	struct behind b;

	behind_begin(c, &b);
	note_reader_init(n, &t->base->kinds, b.state.ns, &c->client, &c->server,
			 r->log + r->packed);
	n->packet = b.state.packet;
	for (enum direction d = C2S; d <= S2C; d++) {
		const struct note_end *e = &b.state.end[d];

		n->nxt[d] = e->nxt;
		n->id_step[d] = e->id_step;
		n->latest[d].tsval = e->tsval;
		n->latest[d].window = e->window;
		n->latest[d].ip_id = e->ip_id;
		n->latest[d].ttl = e->ttl;
	}
}

void
behind_take(struct tracker *t, const struct rest *r, struct conn_track *c)
{
	const uint8_t *end = r->log + r->used;
	struct note_reader n;

	for (reader_init(&n, t, r, c); n.at != end;) {
		struct note_whose w = note_get(&n);
		bool taken = plain_take(t, c, w.dir, &n.latest[w.dir], COPY_NO);

		assert(taken);
		(void)taken;
	}
}
