/*
 * pair_fate.c - what became of each segment between two captures
 *
 * Walked in the order of sending, with the bytes that have arrived so far: a repeat
 * was needed when the earlier transmissions, taken together, did not bring all of
 * it, whenever they arrived.
 */
#include "tcp/pairing.h"

/* Stretches of bytes that are told apart: more gaps than a window of losses makes. */
#define RANGES_MAX 4096

struct range {
	uint64_t from, end;
};

/* Bytes, as stretches in order. Below floor nothing is known any more. */
struct ranges {
	struct range *v;
	size_t n, cap;
	uint64_t floor;
};

/* The first stretch that ends at or behind from. */
static size_t
ranges_at(const struct ranges *r, uint64_t from)
{
	size_t low = 0, high = r->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (r->v[mid].end < from)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
ranges_add(struct ranges *r, uint64_t from, uint64_t end)
{
	size_t at = ranges_at(r, from), last = at;

	if (from >= end)
		return;
	while (last < r->n && r->v[last].from <= end) {
		from = MIN(from, r->v[last].from);
		end = MAX(end, r->v[last].end);
		last++;
	}
	if (last == at && r->n == r->cap) { /* the oldest is forgotten */
		r->floor = r->v[0].end;
		r->n--;
		memmove(r->v, r->v + 1, r->n * sizeof *r->v);
		if (!at)
			return;
		at--;
		last--;
	}
	memmove(r->v + at + 1, r->v + last, (r->n - last) * sizeof *r->v);
	r->v[at] = (struct range){ from, end };
	r->n = r->n - (last - at) + 1;
}

static bool
ranges_hold(const struct ranges *r, uint64_t from, uint64_t end)
{
	size_t at = ranges_at(r, from);

	/* ends exactly where from begins: the one behind it cannot touch it */
	while (at < r->n && r->v[at].end == from && from < end)
		at++;
	return at < r->n && r->v[at].from <= from && r->v[at].end >= end;
}

static bool
ranges_touch(const struct ranges *r, uint64_t from, uint64_t end)
{
	size_t at = ranges_at(r, from + 1);

	return at < r->n && r->v[at].from < end;
}

struct judging {
	struct passage *p;
	const struct pair_clock *clock;
	const struct pair_span *to_span, *from_span;
	struct pair_way *way;
	struct ranges came;	    /* in from's numbers, by earlier transmissions */
	struct ranges unsure;	    /* perhaps came: missed, or beyond the capture */
	struct ranges shown;	    /* what the receiver's capture holds at all */
	size_t unseen;		    /* the next of to that was not seen near the sender */
	size_t met_first, met_last; /* of from: those that were matched */
	bool at_ends;		    /* to stands at the receiver */
};

static bool
is_damaged(const struct kept *k)
{
	return k->j.seg.checksum == CHECKSUM_BAD;
}

/* When a packet would have been seen in the other capture, had it come at once. */
static bool
expected_ns(const struct judging *w, const struct kept *k, bool there, int64_t *ret_ns)
{
	const struct passage *p = w->p;
	int64_t way = p->least_ns;

	if (!kept_timed(k))
		return false;
	if (!p->least_known) { /* nothing came: by the clock alone, if that is known */
		if (!w->clock->known)
			return false;
		way = pair_clock_at(w->clock, k->j.seg.time_ns);
		way = p->forward ? way : -way;
	}
	return there ? !__builtin_add_overflow(k->j.seg.time_ns, way, ret_ns)
		     : !__builtin_sub_overflow(k->j.seg.time_ns, way, ret_ns);
}

/* Acknowledged, as either capture tells. */
static bool
was_acked(const struct judging *w, const struct kept *x)
{
	const struct passage *p = w->p;
	const struct half *near = &p->from_view->conn->half[p->from_dir];
	const struct half *far = &p->to_view->conn->half[p->to_dir];
	uint64_t end = kept_end(x);

	if (end == x->j.seq64)
		return false; /* nobody acknowledges an ACK */
	return near->snd_una >= end || (p->aligned && far->snd_una >= end + p->shift);
}

/* Where no clock tells: what is in front of all that was matched, or behind it. */
static bool
is_beyond_in_order(const struct judging *w, size_t i)
{
	const struct kept *x = w->p->from->v[i];

	return i < w->met_first ||
	       (i > w->met_last && (kept_end(x) == x->j.seq64 || was_acked(w, x)));
}

static bool
is_beyond(const struct judging *w, size_t i)
{
	const struct kept *x = w->p->from->v[i];
	int64_t ns;

	if (w->clock->set_packet)
		return is_beyond_in_order(w, i);
	if (!expected_ns(w, x, true, &ns) || w->to_span->from_ns == TIME_NONE)
		return false;
	if (ns < w->to_span->from_ns)
		return true;
	/* Behind the end of the capture a segment was lost if nobody acknowledged it. */
	return ns > w->to_span->to_ns && (kept_end(x) == x->j.seq64 || was_acked(w, x));
}

static enum fate_kind
fate_of_absent(const struct judging *w, size_t i)
{
	const struct kept *x = w->p->from->v[i];
	uint64_t end = kept_end(x);

	if (is_beyond(w, i))
		return FATE_BEYOND;
	if (end > x->j.seq64 && was_acked(w, x) &&
	    (!w->p->aligned || !ranges_touch(&w->shown, x->j.seq64, end)))
		return FATE_MISSED;
	return FATE_LOST;
}

static void
count(struct pair_way *way, enum fate_kind kind, const struct kept *x, uint32_t missing)
{
	way->matched += kind == FATE_ARRIVED || kind == FATE_PARTLY;
	way->damaged += kind == FATE_DAMAGED;
	way->missed += kind == FATE_MISSED;
	way->beyond += kind == FATE_BEYOND;
	way->lost += kind == FATE_LOST;
	way->lost_data += kind == FATE_LOST && x->j.seg.len;
	way->lost_bytes += missing;
}

static struct fate
fate_of_sent(const struct judging *w, size_t i)
{
	const struct passage *p = w->p;
	const struct met *met = &p->out[i];
	const struct kept *x = p->from->v[i];
	struct fate f = { .delay_ns = TIME_NONE, .other = p->to_name };

	if (!met->first) {
		f.kind = (uint8_t)fate_of_absent(w, i);
		f.missing = f.kind == FATE_LOST ? x->j.seg.len : 0;
		return f;
	}
	f.packet = p->to->v[met->first - 1]->j.seg.packet;
	f.last = p->to->v[met->last - 1]->j.seg.packet;
	f.missing = x->j.seg.len > met->bytes ? x->j.seg.len - met->bytes : 0;
	f.kind = f.missing ? FATE_PARTLY : FATE_ARRIVED;
	if (met->first == met->last && is_damaged(p->to->v[met->first - 1]))
		f.kind = FATE_DAMAGED;
	return f;
}

/* The bytes of from's i-th that came, into the ranges. */
static void
arrive(struct judging *w, size_t i)
{
	const struct passage *p = w->p;
	const struct kept *x = p->from->v[i];
	const struct met *met = &p->out[i];
	uint32_t last = MIN(met->last, met->first + RANGES_MAX);

	for (uint32_t k = met->first; k && k <= last; k++) {
		const struct kept *y = p->to->v[k - 1];
		const struct met *source = &p->in[k - 1];
		uint64_t from = y->j.seq64 - p->shift, end = kept_end(y) - p->shift;

		if (source->first > i + 1 || source->last < i + 1 || is_damaged(y))
			continue;
		if (met->alone)
			ranges_add(&w->came, x->j.seq64, kept_end(x));
		else
			ranges_add(&w->came, MAX(from, x->j.seq64), MIN(end, kept_end(x)));
	}
}

/* What came before and was never seen near the sender. */
static void
arrive_unseen(struct judging *w, int64_t sent_ns)
{
	const struct passage *p = w->p;

	for (; w->unseen < p->to->n; w->unseen++) {
		const struct kept *y = p->to->v[w->unseen];
		int64_t ns;

		if (p->in[w->unseen].first || !kept_counts(y) || is_damaged(y))
			continue;
		if (!expected_ns(w, y, false, &ns) || ns >= sent_ns)
			return;
		ranges_add(&w->came, y->j.seq64 - p->shift, kept_end(y) - p->shift);
	}
}

static bool
is_repeat(const struct judged *j)
{
	static const bool repeats[CLASS_COUNT] = {
		[CLASS_FAST_RETRANSMISSION] = true, [CLASS_RTO_RETRANSMISSION] = true,
		[CLASS_TAIL_LOSS_PROBE] = true,	    [CLASS_UNNEEDED_RETRANSMISSION] = true,
		[CLASS_RETRANSMISSION] = true,	    [CLASS_SYN_RETRANSMISSION] = true,
	};

	return j->class < CLASS_COUNT && repeats[j->class];
}

/* The kind of a repeat, were it needed, is in its reason. */
static enum segment_class
kind_of(const struct judged *j)
{
	switch ((enum reason)j->reason) {
	case REASON_FAST_SACK:
	case REASON_FAST_DUP:
	case REASON_FAST_PARTIAL:
		return CLASS_FAST_RETRANSMISSION;
	case REASON_RTO:
	case REASON_AFTER_RTO:
		return CLASS_RTO_RETRANSMISSION;
	case REASON_TLP:
		return CLASS_TAIL_LOSS_PROBE;
	default: /* the others tell no kind */
		return CLASS_RETRANSMISSION;
	}
}

/* A SYN that arrived may have been dropped by a full queue: only its loss is proof. */
static void
judge_need(struct judging *w, struct kept *x)
{
	struct judged *j = &x->j;
	uint64_t end = kept_end(x);
	bool came = ranges_hold(&w->came, j->seq64, end);

	if (j->seq64 == end || j->seq64 < w->came.floor ||
	    (came && (!w->at_ends || j->seg.flags & TCP_SYN)) ||
	    (!came && ranges_touch(&w->unsure, j->seq64, end)))
		return;
	j->needed = !came;
	j->proof = came ? PROOF_PAIR_ARRIVED : PROOF_PAIR_LOST;
	if (came)
		j->class = CLASS_UNNEEDED_RETRANSMISSION;
	else if (j->class == CLASS_UNNEEDED_RETRANSMISSION)
		j->class = (uint8_t)kind_of(j);
}

/* What the receiver's capture takes it for becomes what the sender's shows. */
static void
judge_arrival(const struct judged *x, struct judged *y)
{
	if (is_repeat(x)) {
		if (!is_repeat(y))
			y->reason = REASON_PAIR_REPEAT;
		y->class = x->class;
		y->needed = x->needed;
		y->proof = x->proof;
	} else if (is_repeat(y) && y->seg.len && x->class == CLASS_DATA) {
		y->class = CLASS_OUT_OF_ORDER;
		y->reason = REASON_PAIR_LATE;
		y->needed = -1;
		y->proof = PROOF_NONE;
	}
}

static void
judge_sent(struct judging *w, size_t i, uint8_t score)
{
	struct passage *p = w->p;
	struct kept *x = p->from->v[i];
	struct fate f = fate_of_sent(w, i);

	if (p->aligned && p->least_known && kept_timed(x))
		arrive_unseen(w, x->j.seg.time_ns);
	if (is_repeat(&x->j) && score >= x->score)
		judge_need(w, x);
	if (f.kind == FATE_MISSED || f.kind == FATE_BEYOND)
		ranges_add(&w->unsure, x->j.seq64, kept_end(x));
	else
		arrive(w, i);
	count(w->way, (enum fate_kind)f.kind, x, f.missing);
	if (score < x->score)
		return;
	x->score = score;
	x->fate = f;
	if (p->out[i].alone && f.kind == FATE_ARRIVED)
		judge_arrival(&x->j, &p->to->v[p->out[i].first - 1]->j);
}

static void
judge_received(struct judging *w, size_t k)
{
	struct passage *p = w->p;
	struct kept *y = p->to->v[k];
	const struct met *source = &p->in[k];
	struct fate f = { .delay_ns = TIME_NONE, .other = p->from_name, .kind = FATE_SENT };
	int64_t ns;

	if (source->first) {
		f.packet = p->from->v[source->first - 1]->j.seg.packet;
		f.last = p->from->v[source->last - 1]->j.seg.packet;
	} else {
		bool beyond = w->from_span->from_ns != TIME_NONE && expected_ns(w, y, false, &ns) &&
			      (ns < w->from_span->from_ns || ns > w->from_span->to_ns);

		f.kind = beyond ? FATE_BEYOND : FATE_UNSENT;
		w->way->unsent += !beyond;
	}
	/* where it went from here says more than where it came from */
	if (!y->score)
		y->fate = f;
}

static void
show(struct judging *w)
{
	const struct passage *p = w->p;

	w->met_first = p->from->n;
	for (size_t i = 0; i < p->from->n; i++) {
		if (!p->out[i].first)
			continue;
		w->met_first = MIN(w->met_first, i);
		w->met_last = i;
	}
	for (size_t k = 0; k < p->to->n && p->aligned; k++)
		ranges_add(&w->shown, p->to->v[k]->j.seq64 - p->shift,
			   kept_end(p->to->v[k]) - p->shift);
}

/* Most connections are short: no more room than segments can fill. */
static struct ranges
ranges_new(struct arena *a, const struct passage *p)
{
	size_t cap = MIN(p->from->n + p->to->n + 1, (size_t)RANGES_MAX);

	return (struct ranges){ .v = arena_new(a, struct range, cap), .cap = cap };
}

/* A capture between the two ends does not see what arrives. */
static bool
stands_at_receiver(const struct passage *p)
{
	const struct conn *c = p->to_view->conn;
	enum vantage end = p->to_dir == C2S ? VANTAGE_SERVER : VANTAGE_CLIENT;
	uint8_t ttl = c->half[!p->to_dir].ttl; /* of the receiver's own packets */

	if (c->vantage == end || c->vantage == VANTAGE_UNKNOWN)
		return true;
	return c->half[!p->to_dir].packets && (ttl == 64 || ttl == 128 || ttl == 255);
}

void
passage_judge(struct arena *scratch, struct passage *p, const struct pair_clock *clock,
	      const struct pair_span *from_span, const struct pair_span *to_span, uint8_t score,
	      struct pair_way *way)
{
	struct arena_mark m = arena_mark(scratch);
	struct judging w = {
		.p = p,
		.clock = clock,
		.from_span = from_span,
		.to_span = to_span,
		.way = way,
		.came = ranges_new(scratch, p),
		.unsure = ranges_new(scratch, p),
		.shown = ranges_new(scratch, p),
		.at_ends = stands_at_receiver(p),
	};

	show(&w);
	for (size_t i = 0; i < p->from->n; i++)
		if (kept_counts(p->from->v[i]))
			judge_sent(&w, i, score);
	for (size_t k = 0; k < p->to->n; k++)
		if (kept_counts(p->to->v[k]))
			judge_received(&w, k);
	arena_reset(scratch, m);
}
