/*
 * hosts.c - which samples of counters are of the same host
 *
 * Evidence seldom says which host counted. What helps: a kernel counter never
 * falls while the host is up, and samples of client and server fall against
 * each other somewhere, as one opens connections and the other takes them. So
 * one sample can be an earlier one of another's host when no counter that both
 * have falls from it to the other, and some grow.
 *
 * In one input samples stand in order of time, and the nearest one above that
 * can be of the same host is. Between inputs the order is not known, and two
 * hosts that have just started can agree by chance: there the earlier one must
 * have seen less traffic, enough counters must agree, and each must be the best
 * partner of the other, by host name, then by the names of the inputs
 * (nstat-server-before.txt goes with nstat-server.txt, not nstat-client.txt),
 * then by the smaller growth.
 */
#include "case/hosts.h"

#include <stdlib.h>

/*
 * Fewer counters than this that are not 0 in both prove nothing between inputs.
 * A host with any TCP traffic shows a dozen: IpInReceives, IpInDelivers,
 * IpOutRequests, TcpInSegs, TcpOutSegs and the octets of IpExt at least.
 */
#define PROOF_COUNTERS 8
/* A sample above may be of another selection of counters; how far to look. */
#define LOOK_BACK 16
/* Inputs with counters that are held against each other; more is no incident. */
#define INPUTS_MAX 128

struct host_sample {
	uint32_t sample;
	const struct counter **by_name;
	size_t n;
	bool has_later;
};

/* a VEC with a name */
struct samples {
	struct host_sample *v;
	size_t n, cap;
};

/* What goes up and down, or is a setting. */
static const char *const gauges[] = {
	"TcpCurrEstab",	   "TcpMaxConn",   "TcpRtoMin",	   "TcpRtoMax",
	"TcpRtoAlgorithm", "IpForwarding", "IpDefaultTTL",
};

/* The groups of the kernel's tables; other names (a slab, a sockstat) may fall. */
static const char *const groups[] = {
	"Ip", "Icmp", "Tcp", "Udp", "MPTcp", "Sctp", "Tls", "Link", "Softnet",
};

static bool
never_falls(struct str name)
{
	for (size_t i = 0; i < COUNT_OF(gauges); i++)
		if (str_eq(name, str_from(gauges[i])))
			return false;
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (str_starts(name, str_from(groups[i])))
			return true;
	return false;
}

/* By name, then by what they are of: eth0's drops are not eth1's. */
static int
order(const struct counter *a, const struct counter *b)
{
	int by = str_cmp(a->name, b->name);

	return by ? by : str_cmp(a->of, b->of);
}

static int
by_name(const void *pa, const void *pb)
{
	const struct counter *const *a = pa, *const *b = pb;

	return order(*a, *b);
}

/* The counters [begin, end) of the case are of one sample. */
static void
add_sample(struct crux_case *cs, struct samples *all, size_t begin, size_t end)
{
	struct host_sample *s = vec_add(cs->arena, all);

	s->sample = cs->counters.v[begin].sample;
	s->by_name = arena_new(cs->arena, const struct counter *, end - begin);
	for (size_t i = begin; i < end; i++)
		if (never_falls(cs->counters.v[i].name))
			s->by_name[s->n++] = &cs->counters.v[i];
	qsort(s->by_name, s->n, sizeof(*s->by_name), by_name);
}

static void
collect(struct crux_case *cs, struct samples *all)
{
	size_t end;

	for (size_t begin = 0; begin < cs->counters.n; begin = end) {
		uint32_t sample = cs->counters.v[begin].sample;

		for (end = begin + 1; end < cs->counters.n && cs->counters.v[end].sample == sample;)
			end++;
		if (sample < cs->samples.n)
			add_sample(cs, all, begin, end);
	}
}

/* How two samples compare in the counters that both have. */
struct comparison {
	size_t shared, busy, grown, fallen; /* busy: not 0 in both */
	uint64_t growth;		    /* of all, saturating */
};

static struct comparison
compare(const struct host_sample *a, const struct host_sample *b)
{
	struct comparison c = { 0 };

	for (size_t i = 0, k = 0; i < a->n && k < b->n;) {
		uint64_t was = a->by_name[i]->value, is = b->by_name[k]->value;
		int by = order(a->by_name[i], b->by_name[k]);

		if (!by) {
			c.shared++;
			c.busy += was && is;
			c.grown += is > was;
			c.fallen += is < was;
			if (is > was && __builtin_add_overflow(c.growth, is - was, &c.growth))
				c.growth = UINT64_MAX;
		}
		i += by <= 0;
		k += by >= 0;
	}
	return c;
}

static uint64_t
value_of(const struct host_sample *s, const char *name)
{
	struct counter wanted = { .name = str_from(name) };
	const struct counter *key = &wanted;
	const struct counter **hit = bsearch(&key, s->by_name, s->n, sizeof(key), by_name);

	return hit ? (*hit)->value : 0;
}

static bool
hosts_contradict(const struct sample *a, const struct sample *b)
{
	return a->host.n && b->host.n && !str_eq(a->host, b->host);
}

static bool
hosts_agree(const struct sample *a, const struct sample *b)
{
	return a->host.n && str_eq(a->host, b->host);
}

/* Within one input: a stands above b. */
/* What only rises and falls (sockstat, free) tells by its kind that it was asked again. */
static bool
are_gauges_again(const struct crux_case *cs, const struct host_sample *a,
		 const struct host_sample *b)
{
	return !a->n && !b->n &&
	       strcmp(cs->samples.v[a->sample].kind, cs->samples.v[b->sample].kind) == 0;
}

static void
line_up_input(struct crux_case *cs, struct samples *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct sample *now = &cs->samples.v[all->v[i].sample];

		for (size_t back = 1; back <= MIN(i, (size_t)LOOK_BACK); back++) {
			struct host_sample *above = &all->v[i - back];
			const struct sample *was = &cs->samples.v[above->sample];
			struct comparison c;

			if (was->at.input != now->at.input || above->sample == all->v[i].sample)
				break;
			if (hosts_contradict(was, now))
				continue;
			c = compare(above, &all->v[i]);
			if (!c.shared && !are_gauges_again(cs, above, &all->v[i]))
				continue;
			if (!c.fallen) {
				now->earlier = above->sample;
				above->has_later = true;
			}
			break; /* it restarted, or is another host: what is above is too */
		}
	}
}

/* How well a goes before b as the same host's; 0 not at all. Compared in order. */
struct fit {
	bool possible;
	bool same_name;
	size_t alike; /* letters that the inputs' names have in common */
	uint64_t growth;
};

static struct str
base_name(const char *path)
{
	struct str s = str_from(path);
	size_t slash = str_rindex(s, '/');

	return slash == SIZE_MAX ? s : str_from_pos(s, slash + 1);
}

/* The letters that two names begin and end with alike. */
static size_t
likeness(struct str a, struct str b)
{
	size_t most = MIN(a.n, b.n), front = 0, back = 0;

	while (front < most && a.p[front] == b.p[front])
		front++;
	while (back < most - front && a.p[a.n - 1 - back] == b.p[b.n - 1 - back])
		back++;
	return front + back;
}

static struct fit
fit(const struct crux_case *cs, const struct host_sample *a, const struct host_sample *b)
{
	const struct sample *was = &cs->samples.v[a->sample], *now = &cs->samples.v[b->sample];
	struct fit f = { .same_name = hosts_agree(was, now) };
	struct comparison c;

	if (was->at.input == now->at.input || hosts_contradict(was, now))
		return f;
	c = compare(a, b);
	if (c.fallen || !c.grown || (c.busy < PROOF_COUNTERS && !f.same_name))
		return f;
	if (value_of(a, "IpInReceives") > value_of(b, "IpInReceives") ||
	    value_of(a, "TcpInSegs") > value_of(b, "TcpInSegs"))
		return f;
	f.possible = true;
	f.growth = c.growth;
	f.alike = likeness(base_name(cs->inputs.v[was->at.input].path),
			   base_name(cs->inputs.v[now->at.input].path));
	return f;
}

static bool
fits_better(const struct fit *a, const struct fit *b)
{
	if (a->possible != b->possible)
		return a->possible;
	if (a->same_name != b->same_name)
		return a->same_name;
	return a->alike != b->alike ? a->alike > b->alike : a->growth < b->growth;
}

/* The best partner for one end of an input's samples, SIZE_MAX when none fits. */
static size_t
best_partner(const struct crux_case *cs, const struct host_sample *const *ends, size_t n,
	     const struct host_sample *me, bool as_earlier)
{
	struct fit best = { 0 };
	size_t hit = SIZE_MAX;

	for (size_t i = 0; i < n; i++) {
		struct fit f = as_earlier ? fit(cs, ends[i], me) : fit(cs, me, ends[i]);

		if (!f.possible || (hit != SIZE_MAX && !fits_better(&f, &best)))
			continue;
		best = f;
		hit = i;
	}
	return hit;
}

/* Between inputs: the last sample of one before the first sample of another. */
static void
line_up_inputs(struct crux_case *cs, struct samples *all)
{
	const struct host_sample *first[INPUTS_MAX], *last[INPUTS_MAX];
	size_t firsts = 0, lasts = 0;

	for (size_t i = 0; i < all->n; i++) {
		const struct host_sample *s = &all->v[i];

		if (cs->samples.v[s->sample].earlier == NO_SAMPLE && firsts < INPUTS_MAX)
			first[firsts++] = s;
		if (!s->has_later && lasts < INPUTS_MAX)
			last[lasts++] = s;
	}
	for (size_t i = 0; i < firsts; i++) {
		size_t was = best_partner(cs, last, lasts, first[i], true);

		if (was != SIZE_MAX && best_partner(cs, first, firsts, last[was], false) == i)
			cs->samples.v[first[i]->sample].earlier = last[was]->sample;
	}
}

void
hosts_line_up(struct crux_case *cs)
{
	struct samples all = { 0 };

	collect(cs, &all);
	line_up_input(cs, &all);
	line_up_inputs(cs, &all);
}

/* The first of that sample and name, of whatever it is where of is NULL. */
static const struct counter *
counter_in(const struct crux_case *cs, uint32_t sample, struct str name, const struct str *of)
{
	for (size_t i = 0; i < cs->counters.n; i++) {
		const struct counter *c = &cs->counters.v[i];

		if (c->sample == sample && str_eq(c->name, name) && (!of || str_eq(c->of, *of)))
			return c;
	}
	return NULL;
}

uint64_t
case_counter_in(const struct crux_case *cs, uint32_t sample, const char *name)
{
	const struct counter *c = counter_in(cs, sample, str_from(name), NULL);

	return c ? c->value : 0;
}

int64_t
case_interval_ns(const struct crux_case *cs, uint32_t a, uint32_t b)
{
	const struct sample *from, *to;
	int64_t ns;

	if (a >= cs->samples.n || b >= cs->samples.n)
		return 0;
	from = &cs->samples.v[a];
	to = &cs->samples.v[b];
	if (from->time_ns != TIME_NONE && to->time_ns != TIME_NONE &&
	    !__builtin_sub_overflow(to->time_ns, from->time_ns, &ns) && ns > 0)
		return ns;
	if (from->at.input != to->at.input || to->slept_ns < from->slept_ns)
		return 0;
	return to->slept_ns - from->slept_ns;
}

/*
 * Go back to the first sample of this host that tells the counter. nstat leaves
 * out what is 0, so a counter that is not told counts as 0 unless somebody chose
 * the lines.
 */
static void
look_before(const struct crux_case *cs, struct counter_found *f, struct str name)
{
	uint32_t s = f->sample < cs->samples.n ? cs->samples.v[f->sample].earlier : NO_SAMPLE;

	/* earlier samples have lower traffic or stand above: the chain ends, but
	 * is bounded by the number of samples all the same */
	for (size_t steps = 0; s != NO_SAMPLE && steps < cs->samples.n; steps++) {
		const struct counter *c = counter_in(cs, s, name, &f->of);
		uint64_t was = c ? c->value : 0;

		if (was <= f->value && (c || !str_has(cs->samples.v[s].command, STR("grep")))) {
			f->has_before = true;
			f->growth = f->value - was;
			f->interval_ns = case_interval_ns(cs, s, f->sample);
		}
		s = cs->samples.v[s].earlier;
	}
}

/* a was taken before b, on the same host. */
static bool
is_before(const struct crux_case *cs, uint32_t a, uint32_t b)
{
	for (size_t steps = 0; b < cs->samples.n && steps < cs->samples.n; steps++) {
		b = cs->samples.v[b].earlier;
		if (a == b)
			return true;
	}
	return false;
}

struct counter_found
case_counter(const struct crux_case *cs, const char *name)
{
	struct counter_found f = { 0 };
	struct str wanted = str_from(name);

	for (size_t i = 0; i < cs->counters.n; i++) {
		const struct counter *c = &cs->counters.v[i];

		if (!str_eq(c->name, wanted) || (f.found && c->value < f.value))
			continue;
		/* it stood still: the later sample says so */
		if (f.found && c->value == f.value && is_before(cs, c->sample, f.sample))
			continue;
		f.found = true;
		f.value = f.growth = c->value;
		f.at = c->at;
		f.sample = c->sample;
		f.of = c->of;
	}
	if (f.found)
		look_before(cs, &f, wanted);
	return f;
}
