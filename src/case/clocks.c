/*
 * clocks.c - how the clocks of witnesses stand against each other
 *
 * A capture counts since 1970 in UTC, tcpdump -tttt has the host's time zone, other text
 * only the time of day; and no two hosts' clocks agree. Two inputs that show the same
 * handshake show how far apart theirs are: the SYN arrives one way later than it was
 * sent, the SYN-ACK one way earlier as seen from the other end, so the mean of both
 * differences has no path in it.
 *
 * The kernel's log counts from the boot. When that was, tells a line that has both
 * times, or uptime beside a time of day.
 */
#include "case/clocks.h"

#include <stdlib.h>

#include "case/zones.h"

#define DAY_NS ((int64_t)86400 * NS_PER_S)
/* Connections that are asked for each input: the median of so many is steady. */
#define PROOFS_MAX 33

const char *
clock_name(enum clock c)
{
	switch (c) {
	case CLOCK_NONE:
		return "none";
	case CLOCK_DAY:
		return "day";
	case CLOCK_LOCAL:
		return "local";
	case CLOCK_UTC:
		return "utc";
	}
	return "none";
}

const char *
utc_proof_name(enum utc_proof by)
{
	switch (by) {
	case UTC_UNKNOWN:
		return "unknown";
	case UTC_TOLD:
		return "told";
	case UTC_PACKETS:
		return "packets";
	case UTC_HOST:
		return "host";
	case UTC_LOGS:
		return "logs";
	}
	return "unknown";
}

/* --- two views of a handshake --- */

struct proofs {
	uint32_t to; /* the input that all are against; UINT32_MAX: none yet */
	size_t n;
	uint64_t all;
	int64_t ns[PROOFS_MAX];
};

/* How far b's clock is ahead of a's. */
static bool
difference(const struct conn *a, const struct conn *b, int64_t *ret_ns)
{
	if (!a->has_times || !b->has_times || a->syn_ns == TIME_NONE || b->syn_ns == TIME_NONE ||
	    a->syns != b->syns)
		return false;
	*ret_ns = b->syn_ns - a->syn_ns;
	if (a->syn_ack_ns != TIME_NONE && b->syn_ack_ns != TIME_NONE && a->syn_acks == b->syn_acks)
		*ret_ns += (b->syn_ack_ns - a->syn_ack_ns - *ret_ns) / 2;
	return true;
}

static void
add_proof(struct proofs *p, uint32_t to, int64_t ns)
{
	if (p->to == UINT32_MAX)
		p->to = to;
	if (p->to != to)
		return;
	p->all++;
	if (p->n < PROOFS_MAX)
		p->ns[p->n++] = ns;
}

/* The view whose clock is the surest, the first of equals. */
static const struct view *
reference(const struct crux_case *cs, const struct view *v, size_t n)
{
	const struct view *best = v;

	for (size_t i = 1; i < n; i++)
		if (cs->inputs.v[v[i].input].clock > cs->inputs.v[best->input].clock)
			best = &v[i];
	return best;
}

static void
compare_views(struct crux_case *cs, struct proofs *proofs, const struct view *v, size_t n)
{
	const struct view *to = reference(cs, v, n);
	int64_t ns;

	for (size_t i = 0; i < n; i++)
		if (v[i].input != to->input && cs->inputs.v[v[i].input].clock != CLOCK_NONE &&
		    difference(to->conn, v[i].conn, &ns))
			add_proof(&proofs[v[i].input], to->input, ns);
}

static int
by_size(const void *pa, const void *pb)
{
	const int64_t *a = pa, *b = pb;

	return (*a > *b) - (*a < *b);
}

/* Of times of day only what is left over of whole days counts. */
static int64_t
within_a_day(int64_t ns)
{
	ns %= DAY_NS;
	if (ns > DAY_NS / 2)
		ns -= DAY_NS;
	return ns < -DAY_NS / 2 ? ns + DAY_NS : ns;
}

static void
settle_offset(struct crux_case *cs, struct case_input *in, struct proofs *p)
{
	int64_t ns, raw_ns;

	if (!p->n)
		return;
	qsort(p->ns, p->n, sizeof(*p->ns), by_size);
	ns = raw_ns = p->ns[p->n / 2];
	if (in->clock == CLOCK_DAY || cs->inputs.v[p->to].clock == CLOCK_DAY)
		ns = within_a_day(ns);
	in->offset = (struct clock_offset){ p->to, ns, raw_ns, p->all };
}

static void
line_up_inputs(struct crux_case *cs)
{
	struct arena_mark m = arena_mark(cs->arena);
	struct proofs *proofs = arena_new(cs->arena, struct proofs, cs->inputs.n);
	size_t end;

	for (size_t i = 0; i < cs->inputs.n; i++)
		proofs[i].to = UINT32_MAX;
	for (size_t begin = 0; begin < cs->views.n; begin = end) {
		const struct view *v = &cs->views.v[begin];

		for (end = begin + 1;
		     end < cs->views.n && cs->views.v[end].incident == v->incident;)
			end++;
		if (end - begin > 1)
			compare_views(cs, proofs, v, end - begin);
	}
	for (size_t i = 0; i < cs->inputs.n; i++)
		settle_offset(cs, &cs->inputs.v[i], &proofs[i]);
	arena_reset(cs->arena, m);
}

/* --- times since the boot --- */

struct boot {
	bool known;
	enum clock clock;
	int64_t ns;
};

static bool
boot_of(int64_t now_ns, int64_t uptime_ns, struct boot *ret)
{
	if (ret->known || now_ns == TIME_NONE || uptime_ns == TIME_NONE ||
	    __builtin_sub_overflow(now_ns, uptime_ns, &ret->ns))
		return false;
	ret->clock = now_ns >= 365 * DAY_NS ? CLOCK_LOCAL : CLOCK_DAY;
	return ret->known = true;
}

/* "Nov 22 14:02:11 db1 kernel: [  437.110000] text" has both. */
static void
boots_by_logs(const struct crux_case *cs, struct boot *boots)
{
	for (size_t i = 0; i < cs->logs.n; i++) {
		const struct log_line *l = &cs->logs.v[i];

		boot_of(l->time_ns, l->uptime_ns, &boots[l->at.input]);
	}
}

static void
boots_by_uptime(const struct crux_case *cs, struct boot *boots)
{
	for (size_t i = 0; i < cs->counters.n; i++) {
		const struct counter *c = &cs->counters.v[i];

		if (c->sample >= cs->samples.n || c->value > UINT32_MAX ||
		    !str_eq(c->name, STR("HostUptimeSeconds")))
			continue;
		boot_of(cs->samples.v[c->sample].time_ns, (int64_t)c->value * NS_PER_S,
			&boots[c->at.input]);
	}
}

static void
time_logs(struct crux_case *cs, const struct boot *boots)
{
	for (size_t i = 0; i < cs->logs.n; i++) {
		struct log_line *l = &cs->logs.v[i];
		const struct boot *b = &boots[l->at.input];
		int64_t ns;

		if (l->time_ns != TIME_NONE || l->uptime_ns == TIME_NONE || !b->known ||
		    __builtin_add_overflow(b->ns, l->uptime_ns, &ns))
			continue;
		/* a host that came up the day before the time of day that was told */
		l->time_ns = b->clock == CLOCK_DAY ? (ns % DAY_NS + DAY_NS) % DAY_NS : ns;
		case_time(case_input(cs, l->at.input), l->time_ns, b->clock);
	}
}

static void
line_up_boots(struct crux_case *cs)
{
	struct boot *boots = arena_new(cs->arena, struct boot, cs->inputs.n);

	boots_by_logs(cs, boots);
	boots_by_uptime(cs, boots);
	time_logs(cs, boots);
}

void
clocks_line_up(struct crux_case *cs)
{
	line_up_inputs(cs);
	line_up_boots(cs);
	zones_line_up(cs);
}
