/*
 * pair_clock.c - offset and drift between the clocks of two captures
 *
 * What a packet took, by two clocks, is the way plus the queues plus the difference
 * of the clocks. Queues only add, so the truth runs along the lower edge:
 *
 *	there  difference + way          back  way - difference
 *	 . :  .   .                       .   :  .
 *	__.___.__:__.   rises by drift    --.___.._:__   falls by it
 *
 * The edge is the side of the convex hull below the points that lies under their
 * middle: the line under all points with the least area between (Moon, Skelly and
 * Towsley, "Estimation and removal of clock skew from network delay measurements",
 * 1999). A queue that grows all the time looks like drift in one direction but not
 * in the other: what both do not agree on is the error.
 */
#include "tcp/pairing.h"

#include <math.h>
#include <stdlib.h>

/* Fewer points have no edge. */
#define POINTS_MIN 10
/*
 * Few points lie on an edge, and by chance: on one clock the slopes of 60 pairs of
 * captures came out at up to 2.3 times what the spread of their points says.
 */
#define ERROR_TIMES 3
/* Time stamps of most captures; one of a nanosecond clock is better. */
#define RESOLUTION_NS 1000.0
/* Crystals keep within 100 ppm, clocks under NTP's slewing within 500 (RFC 5905). */
#define DRIFT_MAX_PPM 1000.0

struct point {
	double t, d; /* ns since the first; clocks' difference and the way, less the first's */
};

struct points {
	struct point *v;
	size_t n;
};

struct edge {
	bool known;
	double slope;
	double above; /* how far the nearest tenth of the points is above it */
};

struct samples {
	struct points way[2]; /* there, and back (with its sign turned) */
	int64_t since_ns, base_ns;
	bool begun;
};

static int
by_time(const void *pa, const void *pb)
{
	const struct point *a = pa, *b = pb;

	if (a->t != b->t)
		return a->t < b->t ? -1 : 1;
	return (a->d > b->d) - (a->d < b->d);
}

static int
by_value(const void *pa, const void *pb)
{
	const double *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

static void
sample(struct samples *s, bool forward, int64_t first_ns, int64_t second_ns)
{
	struct points *p = &s->way[!forward];
	int64_t diff, since, value;

	if (__builtin_sub_overflow(second_ns, first_ns, &diff))
		return;
	if (!s->begun) {
		s->begun = true;
		s->since_ns = first_ns;
		s->base_ns = diff;
	}
	if (__builtin_sub_overflow(first_ns, s->since_ns, &since) ||
	    __builtin_sub_overflow(diff, s->base_ns, &value) || since > PAIR_DIFF_MAX_NS ||
	    since < -PAIR_DIFF_MAX_NS || value > PAIR_DIFF_MAX_NS || value < -PAIR_DIFF_MAX_NS)
		return;
	p->v[p->n++] = (struct point){ (double)since, forward ? (double)value : -(double)value };
}

static void
sample_passage(struct samples *s, const struct passage *p)
{
	if (!p->placed)
		return;
	for (size_t i = 0; i < p->from->n; i++) {
		const struct kept *x = p->from->v[i], *y;

		if (!p->out[i].alone || !kept_timed(x))
			continue;
		y = p->to->v[p->out[i].first - 1];
		if (!kept_timed(y))
			continue;
		if (p->forward)
			sample(s, true, x->j.seg.time_ns, y->j.seg.time_ns);
		else
			sample(s, false, y->j.seg.time_ns, x->j.seg.time_ns);
	}
}

static double
cross(struct point o, struct point a, struct point b)
{
	return (a.t - o.t) * (b.d - o.d) - (a.d - o.d) * (b.t - o.t);
}

/* The lower hull of sorted points, into ret. */
static size_t
hull(const struct points *p, struct point *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (n && ret[n - 1].t >= p->v[i].t) /* above the one of the same time */
			continue;
		while (n >= 2 && cross(ret[n - 2], ret[n - 1], p->v[i]) <= 0)
			n--;
		ret[n++] = p->v[i];
	}
	return n;
}

/* How far the nearest tenth lies above the line through o. */
static double
tenth_above(struct arena *scratch, const struct points *p, struct point o, double slope)
{
	double *above = arena_new(scratch, double, p->n);

	for (size_t i = 0; i < p->n; i++)
		above[i] = p->v[i].d - (o.d + slope * (p->v[i].t - o.t));
	qsort(above, p->n, sizeof *above, by_value);
	return MAX(above[p->n / 10], 0.0);
}

static struct edge
lower_edge(struct arena *scratch, const struct points *p)
{
	struct arena_mark m = arena_mark(scratch);
	struct point *h = arena_new(scratch, struct point, p->n + 1);
	struct edge e = { 0 };
	double middle = 0;
	size_t n, i = 1;

	if (p->n < POINTS_MIN)
		return e;
	for (size_t k = 0; k < p->n; k++)
		middle += p->v[k].t / (double)p->n;
	n = hull(p, h);
	while (i + 1 < n && h[i].t < middle)
		i++;
	if (n >= 2 && h[i].t > h[i - 1].t) {
		e.known = true;
		e.slope = (h[i].d - h[i - 1].d) / (h[i].t - h[i - 1].t);
		e.above = tenth_above(scratch, p, h[i], e.slope) + RESOLUTION_NS;
	}
	arena_reset(scratch, m);
	return e;
}

static double
span_of(const struct points *p)
{
	return p->v[p->n - 1].t - p->v[0].t;
}

/* Each direction counts by how closely its points lie to its edge. */
static void
find_drift(struct arena *scratch, const struct samples *s, struct pair_clock *c)
{
	struct edge there = lower_edge(scratch, &s->way[0]);
	struct edge back = lower_edge(scratch, &s->way[1]);
	double share, error, slope, span;

	if (!there.known || !back.known)
		return;
	span = MIN(span_of(&s->way[0]), span_of(&s->way[1]));
	share = back.above / (there.above + back.above);
	slope = there.slope * share - back.slope * (1 - share);
	error = fabs(there.slope + back.slope) * MIN(share, 1 - share) +
		2 * MIN(there.above, back.above) / span;
	error *= ERROR_TIMES;
	if (fabs(slope) * 1e6 > DRIFT_MAX_PPM || error * 1e6 > DRIFT_MAX_PPM)
		return;
	c->drift_known = true;
	c->drift_ppm = slope * 1e6;
	c->drift_error_ppm = error * 1e6;
	c->drifts = fabs(slope) > error;
}

static double
least(const struct points *p, double slope)
{
	double min = p->v[0].d - slope * p->v[0].t;

	for (size_t i = 1; i < p->n; i++)
		min = MIN(min, p->v[i].d - slope * p->v[i].t);
	return min;
}

/* ---- a clock that is set ---- */

/*
 * The second clock is ahead by no more than what a packet to it shows, and by no less than
 * what one from it shows. Where these bounds cross, one of the clocks was set.
 */
struct bound {
	uint64_t packet; /* of the first input */
	double t,
		d; /* ns since the first; the second's time less the first's, less the first one's */
	bool upper;
};

struct bounds {
	struct bound *v;
	size_t n;
};

/* What is so far apart is no jitter of a host's own. */
#define SET_MIN_NS 1e6

static int
by_packet(const void *pa, const void *pb)
{
	const struct bound *a = pa, *b = pb;

	return (a->packet > b->packet) - (a->packet < b->packet);
}

static void
bound_passage(const struct samples *s, const struct passage *p, struct bounds *ret)
{
	if (!p->placed)
		return;
	for (size_t i = 0; i < p->from->n; i++) {
		const struct kept *x = p->from->v[i], *y;
		const struct kept *first, *second;
		int64_t diff, since, value;

		if (!p->out[i].alone || !kept_timed(x))
			continue;
		y = p->to->v[p->out[i].first - 1];
		first = p->forward ? x : y;
		second = p->forward ? y : x;
		if (!kept_timed(y) ||
		    __builtin_sub_overflow(second->j.seg.time_ns, first->j.seg.time_ns, &diff) ||
		    __builtin_sub_overflow(diff, s->base_ns, &value) ||
		    __builtin_sub_overflow(first->j.seg.time_ns, s->since_ns, &since) ||
		    value > PAIR_DIFF_MAX_NS || value < -PAIR_DIFF_MAX_NS)
			continue;
		ret->v[ret->n++] = (struct bound){ first->j.seg.packet, (double)since,
						   (double)value, p->forward };
	}
}

/* The bounds from i on, until they cross; their middle there. Returns where they crossed. */
static size_t
until_crossed(const struct bounds *b, size_t i, double *ret_middle)
{
	double low = -INFINITY, high = INFINITY, low_t = 0, high_t = 0;

	for (; i < b->n; i++) {
		const struct bound *x = &b->v[i];
		double slack =
			SET_MIN_NS + DRIFT_MAX_PPM / 1e6 * fabs(x->t - (x->upper ? low_t : high_t));

		if (x->upper ? x->d < low - slack : x->d > high + slack)
			break;
		if (x->upper && x->d < high) {
			high = x->d;
			high_t = x->t;
		} else if (!x->upper && x->d > low) {
			low = x->d;
			low_t = x->t;
		}
	}
	if (isfinite(low) && isfinite(high))
		*ret_middle = (low + high) / 2;
	else
		*ret_middle = isfinite(low) ? low : high;
	return i;
}

static void
find_setting(struct arena *scratch, const struct link *links, size_t n, size_t most,
	     const struct samples *s, struct pair_clock *c)
{
	struct bounds b = { .v = arena_new(scratch, struct bound, most + 1) };
	double before, after;
	size_t at;

	for (size_t i = 0; i < n; i++)
		for (int d = 0; d < 2; d++)
			bound_passage(s, &links[i].passage[d], &b);
	qsort(b.v, b.n, sizeof *b.v, by_packet);
	at = until_crossed(&b, 0, &before);
	if (at == b.n)
		return;
	until_crossed(&b, at, &after);
	c->set_packet = b.v[at].packet;
	c->set_ns = (int64_t)(after - before);
}

struct pair_clock
pair_clock_find(struct arena *scratch, const struct link *links, size_t n)
{
	struct arena_mark m = arena_mark(scratch);
	struct samples s = { 0 };
	struct pair_clock c = { 0 };
	double drift, there, back;
	size_t all[2] = { 0, 0 };

	for (size_t i = 0; i < n; i++)
		for (int d = 0; d < 2; d++)
			all[!links[i].passage[d].forward] += links[i].passage[d].from->n;
	for (int d = 0; d < 2; d++)
		s.way[d].v = arena_new(scratch, struct point, all[d] + 1);
	for (size_t i = 0; i < n; i++)
		for (int d = 0; d < 2; d++)
			sample_passage(&s, &links[i].passage[d]);
	if (s.way[0].n && s.way[1].n) {
		for (int d = 0; d < 2; d++)
			qsort(s.way[d].v, s.way[d].n, sizeof(struct point), by_time);
		find_drift(scratch, &s, &c);
		drift = c.drifts ? c.drift_ppm / 1e6 : 0;
		there = least(&s.way[0], drift);
		back = least(&s.way[1], -drift);
		c.known = there + back >= 0; /* else nobody's clock and no way explains it */
		c.since_ns = s.since_ns;
		c.offset_ns = s.base_ns + (int64_t)((there - back) / 2);
		c.error_ns = (int64_t)((there + back) / 2);
		if (!c.known)
			find_setting(scratch, links, n, all[0] + all[1], &s, &c);
	}
	arena_reset(scratch, m);
	return c;
}

int64_t
pair_clock_at(const struct pair_clock *c, int64_t first_ns)
{
	double since = (double)first_ns - (double)c->since_ns;
	double ahead = c->drifts ? since * c->drift_ppm / 1e6 : 0;

	/* a thousandth of any time that a capture can hold still fits */
	return c->offset_ns + (int64_t)ahead;
}
