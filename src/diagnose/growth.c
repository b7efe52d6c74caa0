/*
 * growth.c - when descriptors and memory run out
 *
 * A leak is a straight line: each connection that is not closed keeps a descriptor
 * and the memory of its session. Two samples of one process at two times give the
 * slope, and what is left gives the hour. Without a limit in the evidence there is
 * a slope and no hour.
 */
#include "diagnose/rule.h"
#include "diagnose/source.h"

/* Later than that nobody plans by it, and no leak is that even. */
#define HORIZON_S (30.0 * 24 * 3600)

struct line_of {
	const struct process *first, *last;
	double seconds;
};

static int64_t
time_of(const struct crux_case *cs, const struct process *p)
{
	return p->sample < cs->samples.n ? cs->samples.v[p->sample].time_ns : TIME_NONE;
}

static double
seconds_between(const struct crux_case *cs, const struct process *a, const struct process *b)
{
	int64_t ns = a->sample < cs->samples.n && b->sample < cs->samples.n
			     ? case_interval_ns(cs, a->sample, b->sample)
			     : 0;

	return (double)ns / NS_PER_S;
}

/* The process that grows the most, in memory or descriptors. */
static struct line_of
steepest(const struct crux_case *cs, bool fds)
{
	struct line_of best = { 0 };
	double most = 0;

	for (size_t i = 0; i < cs->processes.n; i++) {
		const struct process *a = &cs->processes.v[i];

		for (size_t k = i + 1; k < cs->processes.n && k < i + 4096; k++) {
			const struct process *b = &cs->processes.v[k];
			double s, grown;

			if (!a->has_pid || !b->has_pid || a->pid != b->pid)
				continue;
			if (fds ? !(a->has_fds && b->has_fds) : !(a->has_rss && b->has_rss))
				continue;
			s = seconds_between(cs, a, b);
			grown = fds ? (double)b->fds - (double)a->fds
				    : (double)b->rss_bytes - (double)a->rss_bytes;
			if (s <= 0 || grown / s <= most)
				continue;
			most = grown / s;
			best = (struct line_of){ a, b, s };
		}
		if (i > 4096)
			break; /* a table of all processes, once; no series */
	}
	return best;
}

static const char *
hour_words(struct finding *f, int64_t now_ns, double seconds)
{
	char buf[TIME_TEXT_BYTES];
	const char *in = say_time(f, (int64_t)(seconds * NS_PER_S));

	if (now_ns == TIME_NONE)
		return say(f, "in %s", in);
	clock_text(buf, now_ns + (int64_t)(seconds * NS_PER_S));
	buf[5] = 0; /* hours and minutes are all that a straight line is worth */
	return say(f, "in %s, at %s", in, buf);
}

static void
tell_fds(const struct crux_case *cs, struct finding *f)
{
	struct line_of l = steepest(cs, true);
	uint64_t limit = 0;
	double rate, left_s;

	if (!l.first)
		return;
	rate = (double)(l.last->fds - l.first->fds) / l.seconds;
	str_to_u64(case_setting(cs, "ulimit.nofile"), &limit);
	if (limit <= l.last->fds) {
		finding_at(f, l.last->at, "pid %llu: descriptors from %s to %s, %s more an hour",
			   (unsigned long long)l.last->pid, say_count(f, l.first->fds),
			   say_count(f, l.last->fds), say_count(f, (uint64_t)(rate * 3600)));
		return;
	}
	left_s = (double)(limit - l.last->fds) / rate;
	if (left_s < HORIZON_S)
		finding_at(
			f, l.last->at,
			"pid %llu: descriptors grow by %s an hour: the limit of %s is reached %s",
			(unsigned long long)l.last->pid, say_count(f, (uint64_t)(rate * 3600)),
			say_count(f, limit), hour_words(f, time_of(cs, l.last), left_s));
}

/* What is still free; 0 not told. */
static uint64_t
memory_bytes(const struct crux_case *cs)
{
	struct counter_found free = case_counter(cs, "MemAvailableBytes");

	return free.found ? free.value : 0;
}

static void
tell_memory(const struct crux_case *cs, struct finding *f)
{
	struct line_of l = steepest(cs, false);
	uint64_t room = memory_bytes(cs);
	double rate;

	if (!l.first)
		return;
	rate = (double)(l.last->rss_bytes - l.first->rss_bytes) / l.seconds;
	if (room && (double)room / rate < HORIZON_S)
		finding_at(f, l.last->at,
			   "pid %llu: RSS grows by %s an hour: the memory that is free runs out %s",
			   (unsigned long long)l.last->pid, say_bytes(f, rate * 3600),
			   hour_words(f, time_of(cs, l.last), (double)room / rate));
	else
		finding_at(f, l.last->at, "pid %llu: RSS grows by %s an hour",
			   (unsigned long long)l.last->pid, say_bytes(f, rate * 3600));
}

void
growth_tells(const struct crux_case *cs, struct finding *f)
{
	tell_fds(cs, f);
	tell_memory(cs, f);
}
