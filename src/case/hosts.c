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
	struct host_sample *above; /* the earlier one in the same input, NULL: none */
	struct str host;	   /* its own, or that of those it goes with; empty: nobody tells */
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
	s->host = cs->samples.v[s->sample].host;
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

/* A kernel of 32 bits counts to here, and then from 0. */
#define WRAP ((uint64_t)1 << 32)

/* Less than half of the range went by, from the upper half of it: seldom a restart. */
static bool
has_wrapped(uint64_t was, uint64_t is)
{
	return was < WRAP && is < was && is + WRAP - was < WRAP / 2;
}

/* How two samples compare in the counters that both have. */
struct comparison {
	size_t shared, busy, grown, fallen; /* busy: not 0 in both */
	size_t wrapped;			    /* fell as one of 32 bits does */
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
			c.wrapped += has_wrapped(was, is);
			c.fallen += is < was && !has_wrapped(was, is);
			if (is > was && __builtin_add_overflow(c.growth, is - was, &c.growth))
				c.growth = UINT64_MAX;
		}
		i += by <= 0;
		k += by >= 0;
	}
	/* after a restart all begin at 0: what has wrapped stands among others that grew */
	if (c.wrapped * 2 >= c.busy)
		c.fallen += c.wrapped;
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
hosts_contradict(const struct host_sample *a, const struct host_sample *b)
{
	return a->host.n && b->host.n && !str_eq(a->host, b->host);
}

static bool
hosts_agree(const struct host_sample *a, const struct host_sample *b)
{
	return a->host.n && str_eq(a->host, b->host);
}

/* A sample that tells no host is of that whose samples it goes with. */
static void
go_with(struct crux_case *cs, struct host_sample *above, struct host_sample *now)
{
	cs->samples.v[now->sample].earlier = above->sample;
	now->above = above;
	above->has_later = true;
	if (!now->host.n)
		now->host = above->host;
	for (; now->host.n && above && !above->host.n; above = above->above)
		above->host = now->host;
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
		struct host_sample *now = &all->v[i];

		for (size_t back = 1; back <= MIN(i, (size_t)LOOK_BACK); back++) {
			struct host_sample *above = now - back;
			struct comparison c;

			if (cs->samples.v[above->sample].at.input !=
				    cs->samples.v[now->sample].at.input ||
			    above->sample == now->sample)
				break;
			if (hosts_contradict(above, now))
				continue;
			c = compare(above, now);
			if (!c.shared && !are_gauges_again(cs, above, now))
				continue;
			if (!c.fallen)
				go_with(cs, above, now);
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
	struct fit f = { .same_name = hosts_agree(a, b) };
	struct comparison c;

	if (was->at.input == now->at.input || hosts_contradict(a, b))
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

/* --- the index: counters by sample, samples by host --- */

/*
 * A loop leaves ten thousand samples of three hundred counters each, and rules ask for a
 * hundred of them by name: nobody may walk all for one.
 */
struct host_index {
	uint32_t *counters; /* into the case's, those of one sample together */
	uint32_t *from;	 /* by sample: where its counters begin in the above; one more at the end */
	uint32_t *first; /* by sample: the first of its host */
	uint32_t *depth; /* by sample: how many of its host were before it */
	uint32_t *order; /* samples with counters, by host, the latest first */
	size_t n_order;
};

static void
index_counters(const struct crux_case *cs, struct host_index *x)
{
	size_t n = cs->samples.n;

	x->counters = arena_new(cs->arena, uint32_t, cs->counters.n + 1);
	x->from = arena_new(cs->arena, uint32_t, n + 2);
	for (size_t i = 0; i < cs->counters.n; i++)
		if (cs->counters.v[i].sample < n)
			x->from[cs->counters.v[i].sample + 2]++;
	for (size_t i = 2; i < n + 2; i++)
		x->from[i] += x->from[i - 1];
	for (size_t i = 0; i < cs->counters.n; i++)
		if (cs->counters.v[i].sample < n)
			x->counters[x->from[cs->counters.v[i].sample + 1]++] = (uint32_t)i;
}

/* earlier leads to lower traffic or upwards, so it ends; bounded all the same. */
static void
index_chain(const struct crux_case *cs, struct host_index *x, uint32_t sample)
{
	uint32_t first = sample, known = 0, depth = 0;

	while (cs->samples.v[first].earlier != NO_SAMPLE && depth < cs->samples.n) {
		first = cs->samples.v[first].earlier;
		depth++;
		if (x->first[first] == NO_SAMPLE)
			continue;
		known = x->depth[first];
		first = x->first[first];
		break;
	}
	x->first[sample] = first;
	x->depth[sample] = depth + known;
}

struct ordered_sample {
	uint32_t sample, first, depth;
};

static int
by_host(const void *pa, const void *pb)
{
	const struct ordered_sample *a = pa, *b = pb;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	if (a->depth != b->depth)
		return a->depth > b->depth ? -1 : 1;
	return a->sample > b->sample ? -1 : 1;
}

static void
index_hosts(const struct crux_case *cs, struct host_index *x)
{
	size_t n = cs->samples.n;
	struct ordered_sample *v = arena_new(cs->arena, struct ordered_sample, n + 1);

	x->first = arena_new(cs->arena, uint32_t, n + 1);
	x->depth = arena_new(cs->arena, uint32_t, n + 1);
	x->order = arena_new(cs->arena, uint32_t, n + 1);
	for (size_t i = 0; i < n; i++)
		x->first[i] = NO_SAMPLE;
	for (uint32_t i = 0; i < n; i++) {
		index_chain(cs, x, i);
		if (x->from[i + 1] > x->from[i])
			v[x->n_order++] = (struct ordered_sample){ i, x->first[i], x->depth[i] };
	}
	if (x->n_order)
		qsort(v, x->n_order, sizeof(*v), by_host);
	for (size_t i = 0; i < x->n_order; i++)
		x->order[i] = v[i].sample;
}

void
hosts_line_up(struct crux_case *cs)
{
	struct host_index *x = arena_new(cs->arena, struct host_index, 1);
	struct samples all = { 0 };

	collect(cs, &all);
	line_up_input(cs, &all);
	line_up_inputs(cs, &all);
	index_counters(cs, x);
	index_hosts(cs, x);
	cs->host_index = x;
}

/* --- asking --- */

/* The largest of that sample and name, of whatever it is where of is NULL. */
static const struct counter *
counter_in(const struct crux_case *cs, uint32_t sample, struct str name, const struct str *of)
{
	const struct host_index *x = cs->host_index;
	const struct counter *most = NULL;

	if (!x || sample >= cs->samples.n)
		return NULL;
	for (uint32_t i = x->from[sample]; i < x->from[sample + 1]; i++) {
		const struct counter *c = &cs->counters.v[x->counters[i]];

		if (str_eq(c->name, name) && (!of || str_eq(c->of, *of)) &&
		    (!most || c->value > most->value))
			most = c;
	}
	return most;
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

/* The samples [from, to) of the index are of one host, the latest first. */
struct host_run {
	size_t from, to;
};

static struct host_run
next_run(const struct host_index *x, size_t from)
{
	struct host_run run = { from, from };

	while (run.to < x->n_order && x->first[x->order[run.to]] == x->first[x->order[from]])
		run.to++;
	return run;
}

/*
 * The sample of this host that is asked: the latest that tells it. What rises and falls is
 * told by the one with the most.
 */
static const struct counter *
latest_of(const struct crux_case *cs, struct host_run run, struct str name, size_t *ret_at)
{
	const struct counter *most = NULL;
	bool rises = never_falls(name);

	for (size_t i = run.from; i < run.to && !(most && rises); i++) {
		const struct counter *c = counter_in(cs, cs->host_index->order[i], name, NULL);

		if (!c || (most && c->value <= most->value))
			continue;
		most = c;
		*ret_at = i;
	}
	return most;
}

/*
 * Go back to the first sample of this host that tells the counter. nstat leaves
 * out what is 0, so a counter that is not told counts as 0 unless somebody chose
 * the lines.
 */
static void
look_before(const struct crux_case *cs, struct host_run run, size_t at, struct counter_found *f,
	    struct str name)
{
	uint64_t is = f->value, wraps = 0;

	for (size_t i = at + 1; i < run.to; i++) {
		uint32_t s = cs->host_index->order[i];
		const struct counter *c = counter_in(cs, s, name, &f->of);
		uint64_t was = c ? c->value : 0;

		if (!c && str_has(cs->samples.v[s].command, STR("grep")))
			continue;
		wraps += has_wrapped(was, is) ? WRAP : 0;
		is = was;
		if (was > f->value + wraps)
			continue;
		f->has_before = true;
		f->growth = f->value + wraps - was;
		f->interval_ns = case_interval_ns(cs, s, f->sample);
	}
}

static struct counter_found
found_of(const struct crux_case *cs, struct host_run run, struct str name)
{
	size_t at = 0;
	const struct counter *c = latest_of(cs, run, name, &at);
	struct counter_found f = { 0 };

	if (!c)
		return f;
	f = (struct counter_found){
		.found = true,
		.value = c->value,
		.growth = c->value,
		.at = c->at,
		.sample = c->sample,
		.of = c->of,
	};
	look_before(cs, run, at, &f, name);
	return f;
}

static bool
grew(const struct counter_found *f)
{
	return f->has_before && f->growth > 0;
}

/*
 * Of two hosts, or of one before and after it started again: what one counted between two
 * looks is worth more than another's total of a lifetime; where both were asked twice, the
 * more of it, else the larger total.
 */
static bool
tells_more(const struct counter_found *a, const struct counter_found *b, bool rises)
{
	if (!a->found || !b->found)
		return a->found;
	if (rises && (grew(a) || grew(b)) && (grew(a) != grew(b) || a->growth != b->growth))
		return grew(a) == grew(b) ? a->growth > b->growth : grew(a);
	return a->value != b->value ? a->value > b->value : a->sample > b->sample;
}

struct counter_found
case_counter(const struct crux_case *cs, const char *name)
{
	const struct host_index *x = cs->host_index;
	struct counter_found best = { 0 };
	struct str wanted = str_from(name);
	struct host_run run;

	for (size_t i = 0; x && i < x->n_order; i = run.to) {
		struct counter_found f;

		run = next_run(x, i);
		f = found_of(cs, run, wanted);
		if (tells_more(&f, &best, never_falls(wanted)))
			best = f;
	}
	return best;
}
