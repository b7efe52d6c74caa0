/*
 * pair.c - keep segments of several inputs, and match each two inputs
 */
#include "tcp/pairing.h"

#define CHUNK 1024 /* kept segments that come in one piece */

struct pair_input {
	const char *name;
	VEC(struct kept *) chunks;
	size_t n;
	struct pair_view *views;
	size_t views_n;
	struct pair_span span;
};

struct pairs {
	struct arena *arena;
	size_t segments_max, segments;
	bool full;
	VEC(struct pair_input) inputs;
	VEC(struct pair_summary) summaries;
};

const char *
fate_name(enum fate_kind k)
{
	static const char *const names[FATE_COUNT] = {
		[FATE_ARRIVED] = "arrived", [FATE_PARTLY] = "partly", [FATE_DAMAGED] = "damaged",
		[FATE_LOST] = "lost",	    [FATE_MISSED] = "missed", [FATE_BEYOND] = "beyond",
		[FATE_SENT] = "sent",	    [FATE_UNSENT] = "unsent",
	};

	return k < FATE_COUNT ? names[k] : NULL;
}

struct pairs *
pairs_new(struct arena *a, size_t segments_max)
{
	struct pairs *p = arena_new(a, struct pairs, 1);

	p->arena = a;
	p->segments_max = segments_max ? segments_max : PAIR_SEGMENTS_MAX;
	return p;
}

void
pairs_begin_input(struct pairs *p, const char *name)
{
	vec_push(p->arena, &p->inputs,
		 (struct pair_input){ .name = name, .span = { TIME_NONE, TIME_NONE } });
}

static struct kept *
kept_at(const struct pair_input *in, size_t i)
{
	return &in->chunks.v[i / CHUNK][i % CHUNK];
}

bool
pairs_add(struct pairs *p, const struct judged *j)
{
	struct pair_input *in = &p->inputs.v[p->inputs.n - 1];
	struct kept *k;

	if (p->full || p->segments == p->segments_max) {
		p->full = true;
		return false;
	}
	if (in->n == in->chunks.n * CHUNK)
		vec_push(p->arena, &in->chunks, arena_new(p->arena, struct kept, CHUNK));
	k = kept_at(in, in->n++);
	p->segments++;
	k->j = *j;
	if (kept_timed(k)) {
		bool first = in->span.from_ns == TIME_NONE;
		int64_t ns = j->seg.time_ns;

		in->span.from_ns = first ? ns : MIN(in->span.from_ns, ns);
		in->span.to_ns = first ? ns : MAX(in->span.to_ns, ns);
	}
	return true;
}

size_t
pairs_inputs(const struct pairs *p)
{
	return p->inputs.n;
}

const char *
pairs_input_name(const struct pairs *p, size_t input)
{
	return p->inputs.v[input].name;
}

size_t
pairs_segments(const struct pairs *p, size_t input)
{
	return p->inputs.v[input].n;
}

const struct judged *
pairs_segment(const struct pairs *p, size_t input, size_t i)
{
	return &kept_at(&p->inputs.v[input], i)->j;
}

size_t
pairs_summaries(const struct pairs *p)
{
	return p->summaries.n;
}

const struct pair_summary *
pairs_summary(const struct pairs *p, size_t i)
{
	return &p->summaries.v[i];
}

/* ---- an input, connection by connection ---- */

/* Connections are numbered from 1 in their input, and each has a segment here. */
static size_t
conns_in(const struct pair_input *in)
{
	uint32_t most = 0;

	for (size_t i = 0; i < in->n; i++)
		if (kept_at(in, i)->j.conn)
			most = MAX(most, kept_at(in, i)->j.conn->number);
	return most <= in->n ? most : 0;
}

static void
views_make(struct arena *a, struct pair_input *in)
{
	struct kept **all = arena_new(a, struct kept *, in->n);
	size_t used = 0;

	in->views_n = conns_in(in);
	in->views = arena_new(a, struct pair_view, in->views_n);
	if (!in->views_n)
		return;
	for (size_t i = 0; i < in->n; i++) {
		const struct judged *j = &kept_at(in, i)->j;

		if (!j->conn)
			continue;
		in->views[j->conn->number - 1].conn = j->conn;
		in->views[j->conn->number - 1].way[j->dir].n++;
	}
	for (size_t v = 0; v < in->views_n; v++) {
		for (int d = 0; d < 2; d++) {
			struct stream *s = &in->views[v].way[d];

			s->v = all + used;
			used += s->n;
			s->n = 0;
		}
	}
	for (size_t i = 0; i < in->n; i++) {
		struct kept *k = kept_at(in, i);
		struct stream *s;

		if (!k->j.conn)
			continue;
		s = &in->views[k->j.conn->number - 1].way[k->j.dir];
		s->v[s->n++] = k;
	}
}

/* ---- which of two captures stands nearer to a's client ---- */

struct place_votes {
	uint64_t near, far;
};

/* So many, and of eight at most one against them: neither chance nor a clock that was set. */
#define VOTES_MANY 8
#define VOTES_STRONG(v, w) ((v) >= VOTES_MANY && (w)*8 <= (v))

/* 1 near, -1 far, 0: nobody knows. */
static int
votes_say(const struct place_votes *v)
{
	return (v->near > v->far) - (v->near < v->far);
}

/* a's packets of the client have the larger TTL, or the smaller. */
static struct place_votes
ttl_votes(const struct link *l)
{
	struct place_votes v = { 0 };

	for (int d = 0; d < 2; d++) {
		const struct passage *p = &l->passage[d];

		for (size_t i = 0; i < p->from->n; i++) {
			const struct segment *a = &p->from->v[i]->j.seg, *b;

			if (!p->out[i].alone)
				continue;
			b = &p->to->v[p->out[i].first - 1]->j.seg;
			if (!(a->known & b->known & SEG_HAS_IP) || a->ttl == b->ttl)
				continue;
			v.near += (a->ttl > b->ttl) == (d == C2S);
			v.far += (a->ttl > b->ttl) != (d == C2S);
		}
	}
	return v;
}

/* b's time less a's, of the i-th. */
static bool
ahead_of(const struct passage *p, size_t i, int64_t *ret_ns)
{
	const struct kept *x = p->from->v[i], *y;

	if (!p->out[i].alone || !kept_timed(x))
		return false;
	y = p->to->v[p->out[i].first - 1];
	return kept_timed(y) && !__builtin_sub_overflow(y->j.seg.time_ns, x->j.seg.time_ns, ret_ns);
}

/*
 * The client's packets pass a first, the server's b, whatever the clocks say: between two
 * neighbours of both directions b is ahead by more for the client's. Only neighbours are
 * compared, as a clock may be set in between.
 */
static struct place_votes
time_votes(const struct link *l)
{
	struct place_votes v = { 0 };
	size_t at[2] = { 0, 0 };
	bool have[2] = { false, false };
	int64_t ahead[2] = { 0, 0 };

	for (;;) {
		const struct stream *c = l->passage[C2S].from, *s = l->passage[S2C].from;
		bool more[2] = { at[C2S] < c->n, at[S2C] < s->n };
		enum direction d = C2S;

		if (!more[C2S] && !more[S2C])
			return v;
		if (!more[C2S] ||
		    (more[S2C] && s->v[at[S2C]]->j.seg.packet < c->v[at[C2S]]->j.seg.packet))
			d = S2C;
		if (ahead_of(&l->passage[d], at[d]++, &ahead[d])) {
			have[d] = true;
			v.near += have[!d] && ahead[C2S] > ahead[S2C];
			v.far += have[!d] && ahead[C2S] < ahead[S2C];
		}
	}
}

/* 1 at the client, -1 at the server, as a sees the sides. */
static int
vantage_place(const struct conn *c, bool flipped)
{
	int place = c->vantage == VANTAGE_CLIENT ? 1 : c->vantage == VANTAGE_SERVER ? -1 : 0;

	return flipped ? -place : place;
}

/* 1 when a stands nearer to its client than b, -1 farther, 0 unknown. */
static int
place(const struct link *l)
{
	struct place_votes ttl = ttl_votes(l), time = time_votes(l);
	int a = vantage_place(l->a->conn, false), b = vantage_place(l->b->conn, l->flipped);

	if (votes_say(&ttl))
		return votes_say(&ttl);
	if (VOTES_STRONG(time.near, time.far) || VOTES_STRONG(time.far, time.near))
		return votes_say(&time);
	if (a != b)
		return a > b ? 1 : -1;
	return votes_say(&time);
}

static void
turn(struct arena *scratch, struct passage *p)
{
	*p = (struct passage){
		.from = p->to,
		.to = p->from,
		.from_view = p->to_view,
		.to_view = p->from_view,
		.from_name = p->to_name,
		.to_name = p->from_name,
		.from_dir = p->to_dir,
		.to_dir = p->from_dir,
		.forward = !p->forward,
		.seq_rewritten = -p->seq_rewritten,
		.ack_rewritten = -p->ack_rewritten,
	};
	passage_match(scratch, p);
}

static void
link_match(struct arena *scratch, struct link *l, const char *first, const char *second)
{
	uint32_t by[2] = { 0, 0 };
	int where;

	for (int d = 0; d < 2 && l->rewritten; d++)
		by[d] = passage_rewriting(scratch, &l->passage[d]);
	for (int d = 0; d < 2; d++) {
		l->passage[d].seq_rewritten = by[d];
		l->passage[d].ack_rewritten = by[!d];
		l->passage[d].from_name = first;
		l->passage[d].to_name = second;
		passage_match(scratch, &l->passage[d]);
	}
	where = place(l);
	/* from is where the packets of this direction pass first */
	for (int d = 0; d < 2; d++) {
		if (where && (where > 0) != (d == C2S))
			turn(scratch, &l->passage[d]);
		l->passage[d].placed = where != 0;
	}
}

/* 1, and one more for each of the two captures that is taken at an end. */
static uint8_t
score_of(const struct passage *p)
{
	enum vantage sender = p->from_dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER;
	enum vantage receiver = p->to_dir == C2S ? VANTAGE_SERVER : VANTAGE_CLIENT;

	return (uint8_t)(1 + (p->from_view->conn->vantage == sender) +
			 (p->to_view->conn->vantage == receiver));
}

static void
judge_link(struct arena *scratch, struct link *l, const struct pair_input *a,
	   const struct pair_input *b, struct pair_summary *s)
{
	if (!l->passage[0].placed) {
		s->unplaced++;
		for (int d = 0; d < 2; d++)
			for (size_t i = 0; i < l->passage[d].from->n; i++)
				s->same_place += l->passage[d].out[i].first > 0;
		return;
	}
	for (int d = 0; d < 2; d++) {
		struct passage *p = &l->passage[d];

		passage_judge(scratch, p, &s->clock, p->forward ? &a->span : &b->span,
			      p->forward ? &b->span : &a->span, score_of(p), &s->way[!p->forward]);
	}
}

static void
match_two(struct pairs *p, struct arena *scratch, struct pair_input *a, struct pair_input *b)
{
	struct arena_mark m = arena_mark(scratch);
	struct pair_summary s = { .first = a->name, .second = b->name };
	struct link *links;
	size_t n = pair_views_link(scratch, a->views, a->views_n, b->views, b->views_n, &links);

	for (size_t i = 0; i < n; i++) {
		link_match(scratch, &links[i], a->name, b->name);
		s.rewritten += links[i].passage[0].seq_rewritten ||
			       links[i].passage[1].seq_rewritten;
	}
	if (n) {
		s.connections = (uint32_t)n;
		s.clock = pair_clock_find(scratch, links, n);
		for (size_t i = 0; i < n; i++)
			judge_link(scratch, &links[i], a, b, &s);
		for (int d = 0; d < 2; d++)
			pair_delays(scratch, links, n, d == 0, &s.clock, &s.way[d]);
		vec_push(p->arena, &p->summaries, s);
	}
	arena_reset(scratch, m);
}

static void
tell_fates(struct pair_input *in)
{
	for (size_t i = 0; i < in->n; i++) {
		struct kept *k = kept_at(in, i);

		k->j.fate = k->fate.kind == FATE_NONE ? NULL : &k->fate;
	}
}

void
pairs_match(struct pairs *p, struct arena *scratch)
{
	struct arena_mark m = arena_mark(scratch);

	if (p->full || p->inputs.n < 2 || p->inputs.n > PAIR_INPUTS_MAX)
		return;
	for (size_t i = 0; i < p->inputs.n; i++)
		views_make(scratch, &p->inputs.v[i]);
	for (size_t i = 0; i < p->inputs.n; i++)
		for (size_t k = i + 1; k < p->inputs.n; k++)
			match_two(p, scratch, &p->inputs.v[i], &p->inputs.v[k]);
	for (size_t i = 0; i < p->inputs.n; i++)
		tell_fates(&p->inputs.v[i]);
	arena_reset(scratch, m);
}
