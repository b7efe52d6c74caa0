/*
 * pair_delay.c - one-way delays between two captures, and where they leap
 *
 * With both directions matched the least delay is known, as far as the way there is
 * as long as the way back. With one direction only, what is above the least is.
 */
#include "tcp/pairing.h"

#include <stdlib.h>

/* A tick of a slow kernel (HZ=100): hosts alone delay as much. */
#define SPIKE_MIN_NS (10LL * NS_PER_MS)
/* A spike is far above what is usual here: four times the median of the queues. */
#define SPIKE_TIMES 4

struct delay {
	int64_t ns;
	size_t link, at;
};

struct delays {
	struct delay *v;
	size_t n;
	int64_t *sorted;
};

static int
by_ns(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

/* By two clocks where one is not known from the other. */
static bool
delay_of(const struct passage *p, const struct pair_clock *c, size_t i, int64_t *ret_ns)
{
	const struct kept *x = p->from->v[i], *y;
	int64_t first_ns, diff, ahead;

	if (!p->out[i].first || !kept_timed(x))
		return false;
	y = p->to->v[p->out[i].last - 1];
	if (!kept_timed(y))
		return false;
	first_ns = p->forward ? x->j.seg.time_ns : y->j.seg.time_ns;
	ahead = c->known ? pair_clock_at(c, first_ns) : 0;
	if (__builtin_sub_overflow(y->j.seg.time_ns, x->j.seg.time_ns, &diff))
		return false;
	if (p->forward)
		return !__builtin_sub_overflow(diff, ahead, ret_ns);
	return !__builtin_add_overflow(diff, ahead, ret_ns);
}

static void
gather(struct delays *d, const struct link *links, size_t n, bool forward,
       const struct pair_clock *clock)
{
	for (size_t i = 0; i < n; i++) {
		for (int dir = 0; dir < 2; dir++) {
			const struct passage *p = &links[i].passage[dir];

			if (p->forward != forward || !p->placed)
				continue;
			for (size_t k = 0; k < p->from->n; k++)
				if (delay_of(p, clock, k, &d->v[d->n].ns)) {
					d->v[d->n].link = i * 2 + (size_t)dir;
					d->v[d->n++].at = k;
				}
		}
	}
}

/* Into the worst of them, the worst first. */
static void
spike_keep(struct pair_way *way, struct pair_spike s)
{
	uint32_t kept = MIN(way->spikes_n, (uint32_t)PAIR_SPIKES);
	uint32_t at = kept;

	way->spikes_n++;
	while (at > 0 && way->spikes[at - 1].queued_ns < s.queued_ns)
		at--;
	for (uint32_t i = MIN(kept, (uint32_t)PAIR_SPIKES - 1); i > at; i--)
		way->spikes[i] = way->spikes[i - 1];
	if (at < PAIR_SPIKES)
		way->spikes[at] = s;
}

/* Packets of one connection in a row that all waited long are one spike. */
static void
find_spikes(const struct delays *d, const struct link *links, int64_t least_ns, int64_t high_ns,
	    struct pair_way *way)
{
	struct pair_spike s = { 0 };

	for (size_t i = 0; i < d->n; i++) {
		const struct delay *x = &d->v[i];
		const struct passage *p = &links[x->link / 2].passage[x->link % 2];
		uint64_t packet = p->from->v[x->at]->j.seg.packet;
		int64_t queued = x->ns - least_ns;

		if (s.from_packet && (queued <= high_ns || x->link != d->v[i - 1].link)) {
			spike_keep(way, s);
			s.from_packet = 0;
		}
		if (queued <= high_ns)
			continue;
		if (!s.from_packet)
			s = (struct pair_spike){ .from_packet = packet };
		s.to_packet = packet;
		if (queued >= s.queued_ns) {
			s.queued_ns = queued;
			s.worst_packet = packet;
		}
	}
	if (s.from_packet)
		spike_keep(way, s);
}

/* What each segment took, for who sent it and who got it. */
static void
tell(const struct delays *d, const struct link *links, bool absolute, int64_t least_ns)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct passage *p = &links[d->v[i].link / 2].passage[d->v[i].link % 2];
		const struct met *met = &p->out[d->v[i].at];
		struct fate *ends[] = { &p->from->v[d->v[i].at]->fate,
					&p->to->v[met->last - 1]->fate };

		const char *others[] = { p->to_name, p->from_name };

		for (size_t e = 0; e < COUNT_OF(ends); e++) {
			if (ends[e]->other != others[e]) /* of another pair of captures */
				continue;
			ends[e]->delay_ns = absolute ? d->v[i].ns : d->v[i].ns - least_ns;
			ends[e]->absolute = absolute;
		}
	}
}

void
pair_delays(struct arena *scratch, const struct link *links, size_t n, bool forward,
	    const struct pair_clock *clock, struct pair_way *way)
{
	struct arena_mark m = arena_mark(scratch);
	struct delays d = { 0 };
	int64_t least, median;
	size_t all = 1;

	for (size_t i = 0; i < n; i++)
		for (int dir = 0; dir < 2; dir++)
			all += links[i].passage[dir].from->n;
	d.v = arena_new(scratch, struct delay, all);
	if (!clock->set_packet) /* what a clock adds that is set is no delay */
		gather(&d, links, n, forward, clock);
	if (d.n) {
		d.sorted = arena_new(scratch, int64_t, d.n);
		for (size_t i = 0; i < d.n; i++)
			d.sorted[i] = d.v[i].ns;
		qsort(d.sorted, d.n, sizeof *d.sorted, by_ns);
		least = d.sorted[0];
		/* hostile clocks: what is above the least must fit too */
		if (!__builtin_sub_overflow(d.sorted[d.n - 1], least, &way->max_ns)) {
			way->timed = d.n;
			way->absolute = clock->known;
			median = d.sorted[d.n / 2] - least;
			find_spikes(&d, links, least,
				    MAX(SPIKE_MIN_NS,
					MIN(median, INT64_MAX / SPIKE_TIMES) * SPIKE_TIMES),
				    way);
			tell(&d, links, clock->known, least);
			way->min_ns = clock->known ? least : 0;
			way->median_ns = clock->known ? d.sorted[d.n / 2] : median;
			way->max_ns = clock->known ? d.sorted[d.n - 1] : way->max_ns;
		}
	}
	arena_reset(scratch, m);
}
