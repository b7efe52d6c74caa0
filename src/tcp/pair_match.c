/*
 * pair_match.c - which packet of one capture is which of the other
 *
 * First by marks that routers leave alone: seq, ack, len, flags, time stamps where
 * both captures have them, and the IP id where this path keeps it. Copies with equal marks in equal number are
 * matched in order; where one capture has fewer, by the least time that the way
 * takes. What is left is matched by its bytes: offload sends one large segment
 * where the other side has several, or joins several to one.
 */
#include "tcp/pairing.h"
#include "tcp/seq.h"

#include <stdlib.h>

/* Jitter of the least delay, and drift of two bad crystals over the capture (100 ppm). */
#define SLACK_NS (1LL * NS_PER_MS)
#define DRIFT_MAX 10000
/* Segments looked at for one: 64 KiB joined of segments of 536 bytes are 122, and repeats. */
#define OVERLAPS_MAX 256

struct mark {
	uint32_t seq, ack, len, tsval, tsecr;
	uint16_t id;
	uint8_t flags;
	uint32_t at; /* index in its stream */
};

#define SIDES 2

struct matching {
	struct passage *p;
	struct mark *mark[SIDES];
	size_t n[SIDES];
};

/* What marks are made of, besides length and flags. */
struct marking {
	bool ids, stamps, numbers;
	uint32_t seq, ack; /* by how much the numbers of this side were rewritten */
};

static int
cmp_u32(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int
mark_cmp(const struct mark *a, const struct mark *b)
{
	int d = cmp_u32(a->seq, b->seq);

	d = d ? d : cmp_u32(a->ack, b->ack);
	d = d ? d : cmp_u32(a->len, b->len);
	d = d ? d : cmp_u32(a->flags, b->flags);
	d = d ? d : cmp_u32(a->tsval, b->tsval);
	d = d ? d : cmp_u32(a->tsecr, b->tsecr);
	return d ? d : cmp_u32(a->id, b->id);
}

static int
by_mark(const void *pa, const void *pb)
{
	const struct mark *a = pa, *b = pb;
	int d = mark_cmp(a, b);

	return d ? d : cmp_u32(a->at, b->at);
}

static struct mark
mark_of(const struct kept *k, size_t at, const struct marking *how)
{
	const struct segment *s = &k->j.seg;
	bool stamps = how->stamps && s->options & OPT_TIMESTAMP;

	return (struct mark){
		.seq = how->numbers ? s->seq - how->seq : 0,
		.ack = how->numbers && s->flags & TCP_ACK ? s->ack - how->ack : 0,
		.len = s->len,
		.tsval = stamps ? s->tsval : 0,
		.tsecr = stamps ? s->tsecr : 0,
		.id = how->ids && s->known & SEG_HAS_IP ? s->ip_id : 0,
		.flags = s->flags & (TCP_SYN | TCP_FIN | TCP_RST | TCP_PSH | TCP_ACK | TCP_URG),
		.at = (uint32_t)at,
	};
}

static void
marks_take(struct matching *m, int side, const struct stream *s, const struct marking *how)
{
	m->n[side] = 0;
	for (size_t i = 0; i < s->n; i++)
		if (kept_counts(s->v[i]))
			m->mark[side][m->n[side]++] = mark_of(s->v[i], i, how);
	qsort(m->mark[side], m->n[side], sizeof(struct mark), by_mark);
}

/* Most segments carry time stamps: a capture cuts all of them off, or none. */
static bool
is_stamped(const struct stream *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += (s->v[i]->j.seg.options & OPT_TIMESTAMP) != 0;
	return n * 2 > s->n;
}

/* How many of the marks from v on are equal. */
static size_t
run(const struct mark *v, size_t n)
{
	size_t i = 1;

	while (i < n && !mark_cmp(&v[0], &v[i]))
		i++;
	return i;
}

/* Marks that both have, group by group. */
typedef void group_fn(struct matching *m, const struct mark *x, size_t nx, const struct mark *y,
		      size_t ny);

static void
groups(struct matching *m, group_fn *take)
{
	size_t i = 0, k = 0;

	while (i < m->n[0] && k < m->n[1]) {
		const struct mark *x = &m->mark[0][i], *y = &m->mark[1][k];
		size_t nx = run(x, m->n[0] - i), ny = run(y, m->n[1] - k);
		int d = mark_cmp(x, y);

		if (!d)
			take(m, x, nx, y, ny);
		if (d <= 0)
			i += nx;
		if (d >= 0)
			k += ny;
	}
}

static struct kept *
kept_x(const struct matching *m, const struct mark *x)
{
	return m->p->from->v[x->at];
}

static struct kept *
kept_y(const struct matching *m, const struct mark *y)
{
	return m->p->to->v[y->at];
}

/* The clocks' difference and the way, of one pair of packets. */
static bool
took(const struct kept *x, const struct kept *y, int64_t *ret_ns)
{
	return kept_timed(x) && kept_timed(y) &&
	       !__builtin_sub_overflow(y->j.seg.time_ns, x->j.seg.time_ns, ret_ns);
}

static void
meet(struct matching *m, const struct mark *x, const struct mark *y)
{
	m->p->out[x->at] = (struct met){ y->at + 1, y->at + 1, x->len, true };
	m->p->in[y->at] = (struct met){ x->at + 1, x->at + 1, y->len, true };
	if (!m->p->aligned) {
		m->p->shift = kept_y(m, y)->j.seq64 - kept_x(m, x)->j.seq64;
		m->p->aligned = true;
	}
}

/* Do ids survive the way? Asked of packets that all other marks tell apart. */
struct id_count {
	struct matching m; /* first: groups hands it back */
	uint64_t kept, changed;
};

static void
count_ids(struct matching *m, const struct mark *x, size_t nx, const struct mark *y, size_t ny)
{
	struct id_count *c = (struct id_count *)m;
	const struct segment *a = &kept_x(m, x)->j.seg, *b = &kept_y(m, y)->j.seg;

	if (nx != 1 || ny != 1 || !(a->known & b->known & SEG_HAS_IP) || (!a->ip_id && !b->ip_id))
		return;
	c->kept += a->ip_id == b->ip_id;
	c->changed += a->ip_id != b->ip_id;
}

static void
meet_equals(struct matching *m, const struct mark *x, size_t nx, const struct mark *y, size_t ny)
{
	struct passage *p = m->p;
	int64_t ns;

	if (nx != ny)
		return;
	for (size_t i = 0; i < nx; i++) {
		meet(m, &x[i], &y[i]);
		if (!took(kept_x(m, &x[i]), kept_y(m, &y[i]), &ns))
			continue;
		p->least_ns = p->least_known ? MIN(p->least_ns, ns) : ns;
		p->least_known = true;
	}
}

/* Whether y can be x on arrival, by the time that the way takes at least. */
static bool
can_be(const struct passage *p, const struct kept *x, const struct kept *y)
{
	int64_t ns;

	return !p->least_known || !took(x, y, &ns) || ns >= p->least_ns - p->slack_ns;
}

/* Some of the copies were lost: each that came is the latest that can have come. */
static void
meet_survivors(struct matching *m, const struct mark *x, size_t nx, const struct mark *y, size_t ny)
{
	size_t i = 0;

	for (size_t k = 0; k < ny && i < nx; k++) {
		const struct kept *came = kept_y(m, &y[k]);

		while (i + 1 < nx && nx - i > ny - k && m->p->least_known &&
		       can_be(m->p, kept_x(m, &x[i + 1]), came))
			i++;
		meet(m, &x[i++], &y[k]);
	}
}

/* Some were never seen near the sender: each that was is the first that can be it. */
static void
meet_sources(struct matching *m, const struct mark *x, size_t nx, const struct mark *y, size_t ny)
{
	size_t k = 0;

	for (size_t i = 0; i < nx && k < ny; i++) {
		while (k + 1 < ny && ny - k > nx - i &&
		       !can_be(m->p, kept_x(m, &x[i]), kept_y(m, &y[k])))
			k++;
		meet(m, &x[i], &y[k++]);
	}
}

static void
meet_unequals(struct matching *m, const struct mark *x, size_t nx, const struct mark *y, size_t ny)
{
	if (nx > ny)
		meet_survivors(m, x, nx, y, ny);
	else if (nx < ny)
		meet_sources(m, x, nx, y, ny);
}

/* ---- by bytes ---- */

struct piece {
	uint64_t seq, end; /* in to's numbers */
	uint32_t at;
};

static int
by_seq(const void *pa, const void *pb)
{
	const struct piece *a = pa, *b = pb;

	if (a->seq != b->seq)
		return a->seq < b->seq ? -1 : 1;
	return cmp_u32(a->at, b->at);
}

/* Segments with payload that are not matched yet, sorted. */
static size_t
pieces_left(const struct stream *s, const struct met *met, uint64_t shift, struct piece *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct judged *j = &s->v[i]->j;

		if (met[i].first || !j->seg.len || !kept_counts(s->v[i]))
			continue;
		ret[n++] = (struct piece){ j->seq64 + shift, j->seq64 + shift + j->seg.len,
					   (uint32_t)i };
	}
	qsort(ret, n, sizeof *ret, by_seq);
	return n;
}

/* Offload keeps the time stamp of what it cuts, and joins none that differ. */
static bool
same_stamp(const struct segment *a, const struct segment *b)
{
	if (!(a->options & b->options & OPT_TIMESTAMP))
		return true;
	return a->tsval == b->tsval;
}

static void
meet_piece(struct met *m, uint32_t other, uint64_t bytes)
{
	m->first = m->first ? MIN(m->first, other + 1) : other + 1;
	m->last = MAX(m->last, other + 1);
	m->bytes += (uint32_t)bytes;
	m->alone = false;
}

/* Where in x the first piece begins at or behind seq. */
static size_t
piece_at(const struct piece *x, size_t n, uint64_t seq)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (x[mid].seq < seq)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The pieces of x that hold bytes of y, the latest first where several hold the same. */
static void
meet_bytes(struct passage *p, const struct piece *x, size_t nx, const struct piece *y)
{
	const struct kept *came = p->to->v[y->at];
	size_t behind = piece_at(x, nx, y->end);
	size_t from = behind > OVERLAPS_MAX ? behind - OVERLAPS_MAX : 0;

	for (size_t i = behind; i > from; i--) {
		const struct piece *sent = &x[i - 1];
		struct met *out = &p->out[sent->at], *in = &p->in[y->at];
		uint64_t begin = MAX(sent->seq, y->seq), end = MIN(sent->end, y->end);
		const struct kept *k = p->from->v[sent->at];

		if (begin >= end || out->bytes + (end - begin) > sent->end - sent->seq ||
		    in->bytes + (end - begin) > y->end - y->seq ||
		    !same_stamp(&k->j.seg, &came->j.seg) || !can_be(p, k, came))
			continue;
		meet_piece(out, y->at, end - begin);
		meet_piece(in, sent->at, end - begin);
	}
}

static void
meet_by_bytes(struct arena *arena, struct passage *p)
{
	struct arena_mark m = arena_mark(arena);
	struct piece *x = arena_new(arena, struct piece, p->from->n);
	struct piece *y = arena_new(arena, struct piece, p->to->n);
	size_t nx = pieces_left(p->from, p->out, p->shift, x);
	size_t ny = pieces_left(p->to, p->in, 0, y);

	for (size_t i = 0; i < ny && nx; i++)
		meet_bytes(p, x, nx, &y[i]);
	arena_reset(arena, m);
}

static int64_t
slack_of(const struct passage *p)
{
	const struct conn *c = p->from_view->conn;

	return SLACK_NS + (c->has_times && c->last_ns > c->first_ns
				   ? c->last_ns / DRIFT_MAX - c->first_ns / DRIFT_MAX
				   : 0);
}

static void
marks_take_both(struct matching *m, bool ids)
{
	const struct passage *p = m->p;
	struct marking how = {
		.ids = ids,
		.stamps = is_stamped(p->from) == is_stamped(p->to),
		.numbers = true,
	};

	marks_take(m, 0, p->from, &how);
	how.seq = p->seq_rewritten;
	how.ack = p->ack_rewritten;
	marks_take(m, 1, p->to, &how);
}

static void
marks_new(struct arena *arena, struct matching *m)
{
	m->mark[0] = arena_new(arena, struct mark, m->p->from->n);
	m->mark[1] = arena_new(arena, struct mark, m->p->to->n);
}

void
passage_match(struct arena *arena, struct passage *p)
{
	struct id_count c = { .m = { .p = p } };
	struct matching *m = &c.m;
	struct arena_mark mark;

	p->out = arena_new(arena, struct met, p->from->n);
	p->in = arena_new(arena, struct met, p->to->n);
	p->slack_ns = slack_of(p);
	mark = arena_mark(arena);
	marks_new(arena, m);
	marks_take_both(m, false);
	groups(m, count_ids);
	if (c.kept > c.changed)
		marks_take_both(m, true);
	groups(m, meet_equals);
	groups(m, meet_unequals);
	arena_reset(arena, mark);
	if (p->aligned)
		meet_by_bytes(arena, p);
}

/* ---- numbers that a device rewrites ---- */

/* What most packets agree on that time stamps tell apart (Boyer and Moore's majority). */
struct majority {
	struct matching m; /* first: groups hands it back */
	uint32_t by, lead;
};

static void
vote_rewriting(struct matching *m, const struct mark *x, size_t nx, const struct mark *y, size_t ny)
{
	struct majority *v = (struct majority *)m;
	uint32_t by = kept_y(m, y)->j.seg.seq - kept_x(m, x)->j.seg.seq;

	if (nx != 1 || ny != 1 || !x->tsval)
		return;
	if (!v->lead)
		v->by = by;
	v->lead = v->by == by ? v->lead + 1 : v->lead - 1;
}

uint32_t
passage_rewriting(struct arena *scratch, struct passage *p)
{
	const struct half *from = &p->from_view->conn->half[p->from_dir];
	const struct half *to = &p->to_view->conn->half[p->to_dir];
	struct arena_mark mark = arena_mark(scratch);
	struct majority v = { .m = { .p = p } };
	struct marking how = { .stamps = true };

	if (from->have_isn && to->have_isn)
		return to->isn - from->isn;
	marks_new(scratch, &v.m);
	marks_take(&v.m, 0, p->from, &how);
	marks_take(&v.m, 1, p->to, &how);
	groups(&v.m, vote_rewriting);
	arena_reset(scratch, mark);
	return v.lead ? v.by : 0;
}
