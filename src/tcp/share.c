/*
 * share.c - a stream of connections by several threads
 *
 *     a round: read 512 segments, divide them ── each part's tracker takes its own
 *              ── number and print what was told, in order of the packets
 *
 * While a part is at work nobody knows how many connections of the other parts have
 * begun. So what is told of a connection is noted without its number, and the number
 * put in front when all parts have come so far. At the end rounds go on, with what is
 * left instead of segments.
 */
#include "tcp/stream.h"

/*
 * Of each part some 60 segments a round, whose memory is waited for together. All rounds
 * under way are a megabyte, which a core's second cache holds beside the connections.
 */
#define ROUND_ITEMS ROUND_SEGMENTS
#define ROUNDS 8
/* Lines are longer than segments. */
#define LEFT_ITEMS 256
#define LEFT_ROUNDS 4

/* What is told in a burst needs more; that is not kept for ever. */
#define NOTES_KEPT_BYTES ((size_t)256 << 10)

/*
 * A connection began; else it is over, and so long is what was noted. Written where it
 * stays: one that is made elsewhere and moved waits for all that was written before.
 */
#define EVENT_BEGUN UINT32_MAX
struct event {
	uint32_t place;
	uint32_t noted_bytes;
	uint16_t item;
};

/* Of one part, in a round. */
#define WORD_ITEMS 64
struct lane {
	struct out events, notes;
	uint64_t tells[ROUND_ITEMS / WORD_ITEMS]; /* a bit for each item that has events */
	char apart[APART_BYTES];
	size_t events_at, notes_at; /* told up to here */
	uint16_t n;
	uint16_t items[ROUND_ITEMS];
	char apart_too[APART_BYTES];
};

struct round {
	size_t n;
	uint64_t consumed_bytes;
	uint8_t part[ROUND_ITEMS];
	struct lane lanes[ENDS_PARTS];
	union {
		_Alignas(CACHE_LINE_BYTES) struct segment segs[ROUND_ITEMS];
		uint32_t places[ROUND_ITEMS]; /* of what is left */
	};
};

struct share {
	struct stream *stream;
	struct capture *capture;
	struct input *in;
	const struct stream_progress *progress;
	struct round *rounds;
};

/* --- what is noted of a connection where nobody says how --- */

/* It goes with what it points at; its episodes do not. */
struct noted {
	struct conn conn;
	struct mind mind[2];
	struct icmp_seen icmp[2][ICMP_KINDS_MAX];
};

static void
put_bytes(struct out *o, const void *p, size_t n)
{
	out_str(o, (struct str){ p, n });
}

static void
note_conn(struct out *to, const struct conn *c)
{
	put_bytes(to, c, sizeof *c);
	for (int d = C2S; d <= S2C; d++) {
		if (c->half[d].mind)
			put_bytes(to, c->half[d].mind, sizeof *c->half[d].mind);
		for (const struct icmp_seen *e = c->half[d].icmp; e; e = e->next)
			put_bytes(to, e, sizeof *e);
	}
}

static void
get_bytes(struct str *from, void *to, size_t n)
{
	assert(n <= from->n);
	memcpy(to, from->p, n);
	*from = str_sub(*from, n, from->n - n);
}

static void
get_icmp(struct str *from, struct half *h, struct icmp_seen to[ICMP_KINDS_MAX])
{
	if (!h->icmp)
		return;
	h->icmp = to;
	for (size_t i = 0; i < ICMP_KINDS_MAX; i++) {
		get_bytes(from, &to[i], sizeof to[i]);
		if (!to[i].next)
			return;
		to[i].next = &to[i + 1];
	}
}

static void
get_conn(struct str from, struct noted *ret)
{
	get_bytes(&from, &ret->conn, sizeof ret->conn);
	ret->conn.ledger.longest = NULL;
	for (int d = C2S; d <= S2C; d++) {
		struct half *h = &ret->conn.half[d];

		if (h->mind) {
			get_bytes(&from, &ret->mind[d], sizeof ret->mind[d]);
			h->mind = &ret->mind[d];
		}
		get_icmp(&from, h, ret->icmp[d]);
	}
}

static void
note(const struct tracker_options *opt, unsigned part, const struct conn *c, struct out *to)
{
	if (opt->note)
		opt->note(opt->over_ctx, part, c, to);
	else
		note_conn(to, c);
}

static void
print(const struct tracker_options *opt, unsigned part, uint32_t number, struct str noted)
{
	struct noted n;

	if (opt->note) {
		opt->print(opt->over_ctx, part, number, noted);
		return;
	}
	get_conn(noted, &n);
	n.conn.number = number;
	opt->over(opt->over_ctx, &n.conn);
}

/* --- a part at work --- */

static void
add_event(struct part *p, uint32_t place, uint32_t noted_bytes)
{
	struct lane *lane = p->lane;
	uint16_t item = p->tracker->item;
	struct event *e = (struct event *)out_room(&lane->events, sizeof *e);

	if (!e)
		return;
	e->place = place;
	e->noted_bytes = noted_bytes;
	e->item = item;
	out_wrote(&lane->events, (const char *)(e + 1));
	lane->tells[item / WORD_ITEMS] |= (uint64_t)1 << item % WORD_ITEMS;
}

static void
begun_in_lane(void *ctx, uint32_t place)
{
	add_event(ctx, place, EVENT_BEGUN);
}

static void
over_in_lane(void *ctx, uint32_t place, struct conn *c)
{
	struct part *p = ctx;
	struct out *to = &p->lane->notes;
	size_t before = to->n;

	note(&p->stream->opt, p->number, c, to);
	add_event(p, place, (uint32_t)(to->n - before));
}

static struct part *
begin_work(struct share *s, unsigned slot, unsigned lane)
{
	struct part *p = &s->stream->parts[lane];

	p->lane = &s->rounds[slot].lanes[lane];
	return p;
}

/* --- rounds --- */

static void
divide(struct round *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct lane *lane = &r->lanes[r->part[i]];

		lane->items[lane->n++] = (uint16_t)i;
	}
}

static bool
make_of_segments(void *ctx, unsigned slot)
{
	struct share *s = ctx;
	struct round *r = &s->rounds[slot];

	r->n = capture_read(s->capture, r->segs, ROUND_ITEMS);
	r->consumed_bytes = input_consumed(s->in);
	for (size_t i = 0; i < r->n; i++)
		r->part[i] = (uint8_t)ends_part(r->segs[i].ends_tag);
	divide(r);
	return r->n > 0;
}

static void
take_segments(void *ctx, unsigned slot, unsigned lane)
{
	struct part *p = begin_work(ctx, slot, lane);
	struct round *r = &((struct share *)ctx)->rounds[slot];

	tracker_feed_items(p->tracker, r->segs, p->lane->items, p->lane->n);
}

static bool
make_of_left(void *ctx, unsigned slot)
{
	struct share *s = ctx;
	struct round *r = &s->rounds[slot];
	struct part *p;

	for (r->n = 0; r->n < LEFT_ITEMS && (p = stream_left(s->stream, &r->places[r->n])); r->n++)
		r->part[r->n] = (uint8_t)p->number;
	divide(r);
	return r->n > 0;
}

static void
end_left(void *ctx, unsigned slot, unsigned lane)
{
	struct part *p = begin_work(ctx, slot, lane);
	struct round *r = &((struct share *)ctx)->rounds[slot];

	for (uint16_t i = 0; i < p->lane->n; i++) {
		p->tracker->item = p->lane->items[i];
		tracker_end(p->tracker, r->places[p->tracker->item]);
	}
}

/* --- and their ends --- */

/* What is told next was written elsewhere, and is asked for some lines ahead. */
#define TOLD_AHEAD_BYTES 256

static void
tell_event(struct stream *st, struct part *p, struct lane *lane, const struct event *e)
{
	if (e->noted_bytes == EVENT_BEGUN) {
		stream_begun(st, p, e->place);
		return;
	}
	print(&st->opt, p->number, stream_number(p, e->place),
	      str_sub(out_text(&lane->notes), lane->notes_at, e->noted_bytes));
	lane->notes_at += e->noted_bytes;
}

static void
tell_item(struct stream *st, struct round *r, uint16_t item)
{
	struct part *p = &st->parts[r->part[item]];
	struct lane *lane = &r->lanes[p->number];
	const struct event *e;

	for (; lane->events_at < lane->events.n; lane->events_at += sizeof *e) {
		__builtin_prefetch(lane->notes.buf + lane->notes_at + TOLD_AHEAD_BYTES);
		__builtin_prefetch(lane->events.buf + lane->events_at + TOLD_AHEAD_BYTES);
		e = (const struct event *)(lane->events.buf + lane->events_at);
		if (e->item != item)
			return;
		tell_event(st, p, lane, e);
	}
}

/* What those items tell that a word has the bits of. */
static void
tell_word(struct stream *st, struct round *r, size_t word)
{
	uint64_t tells = 0;

	for (struct lane *lane = r->lanes; lane < r->lanes + ENDS_PARTS; lane++) {
		tells |= lane->tells[word];
		lane->tells[word] = 0;
	}
	for (; tells; tells &= tells - 1)
		tell_item(st, r, (uint16_t)(word * WORD_ITEMS + (size_t)__builtin_ctzll(tells)));
}

static void
empty(struct stream *st, struct out *o)
{
	if (o->error) /* it is not whole */
		arena_is_full(&st->arena, o->n);
	o->n = 0;
	if (o->cap > NOTES_KEPT_BYTES)
		out_fini(o);
}

static void
end_round(void *ctx, unsigned slot)
{
	struct share *s = ctx;
	struct round *r = &s->rounds[slot];

	for (size_t word = 0; word * WORD_ITEMS < r->n; word++)
		tell_word(s->stream, r, word);
	for (struct lane *lane = r->lanes; lane < r->lanes + ENDS_PARTS; lane++) {
		empty(s->stream, &lane->events);
		empty(s->stream, &lane->notes);
		lane->events_at = lane->notes_at = 0;
		lane->n = 0;
	}
	if (s->progress)
		s->progress->tell(s->progress->ctx, r->consumed_bytes);
}

/* --- all of it --- */

/* Where lines of the cache begin, so that a segment is two of them. */
static struct round *
rounds_new(struct arena *a)
{
	char *p = arena_new(a, char, ROUNDS * sizeof(struct round) + CACHE_LINE_BYTES);

	return (struct round *)(p + (-(uintptr_t)p & (CACHE_LINE_BYTES - 1)));
}

static void
begin_share(struct share *s, struct stream *st)
{
	s->stream = st;
	s->rounds = rounds_new(&st->arena);
	for (struct round *r = s->rounds; r < s->rounds + ROUNDS; r++)
		for (struct lane *lane = r->lanes; lane < r->lanes + ENDS_PARTS; lane++) {
			out_init_memory(&lane->events);
			out_init_memory(&lane->notes);
		}
	for (struct part *p = st->parts; p < st->parts + ENDS_PARTS; p++)
		p->ear = (struct ear){ begun_in_lane, over_in_lane, p };
}

static void
end_share(struct share *s)
{
	for (struct round *r = s->rounds; r < s->rounds + ROUNDS; r++)
		for (struct lane *lane = r->lanes; lane < r->lanes + ENDS_PARTS; lane++) {
			out_fini(&lane->events);
			out_fini(&lane->notes);
		}
}

static void
run(struct share *s, unsigned rounds, bool (*make)(void *ctx, unsigned slot),
    void (*work)(void *ctx, unsigned slot, unsigned lane))
{
	struct relay_work w = {
		.lanes = ENDS_PARTS,
		.slots = rounds,
		.make = make,
		.work = work,
		.end = end_round,
		.ctx = s,
	};

	relay_run(&w, s->stream->threads);
}

void
stream_share(struct stream *st, struct capture *c, struct input *in,
	     const struct stream_progress *progress)
{
	struct arena_mark m = arena_mark(&st->arena);
	struct share s = { .capture = c, .in = in, .progress = progress };

	begin_share(&s, st);
	run(&s, ROUNDS, make_of_segments, take_segments);
	end_share(&s);
	arena_reset(&st->arena, m);
}

/* --- what each part has left: one round --- */

struct looking {
	struct stream *stream;
	bool begun;
};

static bool
begin_to_look(void *ctx, unsigned slot)
{
	struct looking *l = ctx;
	bool first = !l->begun;

	(void)slot;
	l->begun = true;
	return first;
}

static void
look(void *ctx, unsigned slot, unsigned lane)
{
	struct part *p = &((struct looking *)ctx)->stream->parts[lane];

	(void)slot;
	tracker_left(p->tracker, &p->left);
}

static void
end_looking(void *ctx, unsigned slot)
{
	(void)ctx;
	(void)slot;
}

void
stream_share_left(struct stream *st)
{
	struct looking l = { .stream = st };
	struct relay_work w = {
		.lanes = ENDS_PARTS,
		.slots = 1,
		.make = begin_to_look,
		.work = look,
		.end = end_looking,
		.ctx = &l,
	};

	relay_run(&w, st->threads);
}

void
stream_share_end(struct stream *st)
{
	struct arena_mark m = arena_mark(&st->arena);
	struct share s = { 0 };

	begin_share(&s, st);
	run(&s, LEFT_ROUNDS, make_of_left, end_left);
	end_share(&s);
	arena_reset(&st->arena, m);
}
