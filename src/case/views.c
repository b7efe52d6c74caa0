/*
 * views.c - one connection, seen from several places
 *
 * Two views are of one connection when the four numbers agree and the initial
 * sequence numbers do, as far as both know them: an ISN is chosen at random, so
 * one that agrees is proof enough (RFC 9293, 3.4.1). Where no ISN is known to
 * both, the same four numbers at the same time must do.
 *
 * Views of one input are never of one connection: the tracker told them apart. But for
 * address translation: it changes ends and leaves the ISNs, so a capture on the NAT has
 * each connection twice, and captures of both sides of it have one each.
 */
#include "case/views.h"

#include <stdlib.h>

/*
 * How many earlier connections of the same four numbers a view is held against.
 * Each use of a port number lasts for a round trip at least, so captures of one
 * event do not run further apart than this; it bounds what a hostile capture of
 * nothing but one port can cost.
 */
#define REUSE_MAX 256

/* Clocks of hosts that are kept by NTP differ by far less; those that are not, by anything. */
#define CLOCK_SKEW_NS (1LL * NS_PER_S)
/* One counts in UTC, the other in a zone that it does not tell: UTC+14:00 at most. */
#define ZONE_SKEW_NS (14LL * 3600 * NS_PER_S)

/* Times below are of an unknown day: a text had only the time of day, or deltas. */
#define DATED_FROM_NS (10LL * 365 * 86400 * NS_PER_S)

struct isn {
	bool known;
	uint32_t value;
};

struct item {
	struct conn *conn;
	uint32_t input;
	bool utc;		/* its times are; else they are of some zone */
	uint32_t place;		/* in order of input and connection */
	uint32_t incident;	/* provisional */
	struct endpoint end[2]; /* the lower one first */
	struct isn isn[2];	/* of those ends */
};

/* What all views of one connection so far tell together. */
struct incident {
	struct isn isn[2];
	int64_t first_ns, last_ns;
	bool dated, utc;
	uint32_t number;
	uint32_t last_input;
};

static int
endpoint_cmp(const struct endpoint *a, const struct endpoint *b)
{
	int d = addr_cmp(&a->addr, &b->addr);

	return d ? d : (a->port > b->port) - (a->port < b->port);
}

static bool
same_four(const struct item *a, const struct item *b)
{
	return !endpoint_cmp(&a->end[0], &b->end[0]) && !endpoint_cmp(&a->end[1], &b->end[1]);
}

static int
by_four_then_place(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;
	int d = endpoint_cmp(&a->end[0], &b->end[0]);

	if (!d)
		d = endpoint_cmp(&a->end[1], &b->end[1]);
	return d ? d : (a->place > b->place) - (a->place < b->place);
}

static struct isn
isn_of(const struct half *h)
{
	return (struct isn){ h->have_isn && !h->isn_relative, h->isn };
}

static struct item
item_of(const struct crux_case *cs, struct conn *c, uint32_t input, uint32_t place)
{
	bool client_first = endpoint_cmp(&c->client, &c->server) <= 0;

	return (struct item){
		.conn = c,
		.input = input,
		.utc = cs->inputs.v[input].clock == CLOCK_UTC,
		.place = place,
		.end = { client_first ? c->client : c->server,
			 client_first ? c->server : c->client },
		.isn = { isn_of(&c->half[client_first ? C2S : S2C]),
			 isn_of(&c->half[client_first ? S2C : C2S]) },
	};
}

static struct item *
collect(struct crux_case *cs, size_t *ret_n)
{
	struct item *items;
	size_t n = 0;

	for (uint32_t i = 0; i < cs->inputs.n; i++)
		if (cs->inputs.v[i].tracker)
			n += tracker_count(cs->inputs.v[i].tracker);
	items = arena_new(cs->arena, struct item, n);
	n = 0;
	for (uint32_t i = 0; i < cs->inputs.n; i++) {
		struct tracker *t = cs->inputs.v[i].tracker;

		for (size_t k = 0; t && k < tracker_count(t); k++, n++)
			items[n] = item_of(cs, tracker_conn_mutable(t, k), i, (uint32_t)n);
	}
	*ret_n = n;
	return items;
}

static bool
dated(const struct conn *c)
{
	return c->has_times && c->first_ns >= DATED_FROM_NS;
}

/* Whether a view can be of this connection. */
static bool
agrees(const struct incident *i, const struct item *view)
{
	bool proof = false;
	int64_t apart_ns;

	if (i->last_input == view->input)
		return false;
	for (int end = 0; end < 2; end++) {
		if (!i->isn[end].known || !view->isn[end].known)
			continue;
		if (i->isn[end].value != view->isn[end].value)
			return false;
		proof = true;
	}
	if (proof || !i->dated || !dated(view->conn))
		return true;
	apart_ns = i->utc == view->utc ? CLOCK_SKEW_NS : ZONE_SKEW_NS;
	return view->conn->first_ns <= i->last_ns + apart_ns &&
	       i->first_ns <= view->conn->last_ns + apart_ns;
}

static void
join(struct incident *i, struct item *view)
{
	for (int end = 0; end < 2; end++)
		if (!i->isn[end].known)
			i->isn[end] = view->isn[end];
	if (dated(view->conn)) {
		i->utc = i->dated ? i->utc : view->utc;
		i->first_ns = i->dated ? MIN(i->first_ns, view->conn->first_ns)
				       : view->conn->first_ns;
		i->last_ns = i->dated ? MAX(i->last_ns, view->conn->last_ns) : view->conn->last_ns;
		i->dated = true;
	}
	i->last_input = view->input;
	view->incident = i->number;
}

/*
 * Views come in order of input and time, and so do the incidents: the one after
 * the last match is the likeliest, so the search goes round from there.
 */
static struct incident *
find(struct incident *known, size_t n, size_t *from, const struct item *view)
{
	for (size_t k = 0; k < MIN(n, (size_t)REUSE_MAX); k++) {
		struct incident *i = &known[(*from + k) % n];

		if (!agrees(i, view))
			continue;
		*from = (size_t)(i - known) + 1;
		return i;
	}
	return NULL;
}

/* Sort the views of the same four numbers into incidents; returns how many. */
static uint32_t
group_incidents(struct crux_case *cs, struct item *group, size_t n, uint32_t first_number)
{
	struct arena_mark m = arena_mark(cs->arena);
	struct incident *known = arena_new(cs->arena, struct incident, n);
	size_t count = 0, from = 0;
	size_t earlier = 0; /* incidents that earlier inputs told of */

	for (size_t i = 0; i < n; i++) {
		struct incident *hit;

		if (i && group[i].input != group[i - 1].input) {
			earlier = count;
			from = 0;
		}
		hit = find(known, earlier, &from, &group[i]);
		if (!hit) {
			hit = &known[count];
			hit->number = first_number + (uint32_t)count++;
		}
		join(hit, &group[i]);
	}
	arena_reset(cs->arena, m);
	return (uint32_t)count;
}

/* Number incidents in the order in which they are first met, and sort views by them. */
static void
publish(struct crux_case *cs, struct item *items, size_t n, uint32_t count)
{
	struct arena_mark m;
	uint32_t *number, *first, next = 0;
	struct view *views = arena_new(cs->arena, struct view, n);
	uint32_t *by_place;

	m = arena_mark(cs->arena);
	number = arena_new(cs->arena, uint32_t, count);
	first = arena_new(cs->arena, uint32_t, (size_t)count + 1);
	by_place = arena_new(cs->arena, uint32_t, n);
	for (uint32_t i = 0; i < n; i++)
		by_place[items[i].place] = i;
	for (uint32_t p = 0; p < n; p++) {
		uint32_t *mine = &number[items[by_place[p]].incident];

		if (!*mine)
			*mine = ++next;
		first[*mine]++;
	}
	for (uint32_t i = 1; i <= count; i++)
		first[i] += first[i - 1];
	/* first[k - 1] is where number k, counted from 1, begins */
	for (uint32_t p = 0; p < n; p++) {
		const struct item *it = &items[by_place[p]];
		uint32_t incident = number[it->incident] - 1;

		views[first[incident]++] = (struct view){ it->conn, it->input, incident };
	}
	arena_reset(cs->arena, m);
	cs->views.v = views;
	cs->views.n = cs->views.cap = n;
	cs->incidents = next;
}

static void
mark_conns(struct crux_case *cs)
{
	size_t begin = 0;

	for (size_t i = 0; i < cs->views.n; i++) {
		struct view *v = &cs->views.v[i];
		bool last = i + 1 == cs->views.n || cs->views.v[i + 1].incident != v->incident;

		v->conn->input = v->input;
		v->conn->twin = (uint32_t)(last ? begin : i + 1);
		if (last && begin == i)
			v->conn->twin = NO_TWIN;
		if (last)
			begin = i + 1;
	}
}

/* --- translated addresses --- */

/* Numbers below are chosen by people and by broken hosts, so they prove nothing. */
#define RANDOM_ISN 65536
/* A path has few NATs. More with one number are a sender that does not choose it at random. */
#define SAME_ISN_MAX 8

/* How many incidents have a client with this ISN. */
struct isn_seen {
	uint32_t isn;	   /* 0: a free place */
	uint32_t incident; /* the latest of them */
	uint32_t incidents;
};

struct isn_table {
	struct isn_seen *v;
	size_t mask;
};

static bool
has_random_isn(const struct item *it)
{
	const struct half *h = &it->conn->half[C2S];

	return it->conn->syns && isn_of(h).known && h->isn >= RANDOM_ISN;
}

static struct isn_seen *
isn_place(const struct isn_table *t, uint32_t isn)
{
	size_t i = isn * UINT32_C(0x9e3779b1) & t->mask; /* they are random already */

	while (t->v[i].isn && t->v[i].isn != isn)
		i = (i + 1) & t->mask;
	return &t->v[i];
}

static struct isn_table
count_isns(struct arena *a, const struct item *items, size_t n)
{
	struct isn_table t = { .mask = 15 };

	while (t.mask < n * 2)
		t.mask = t.mask * 2 + 1;
	t.v = arena_new(a, struct isn_seen, t.mask + 1);
	for (size_t i = 0; i < n; i++) {
		struct isn_seen *place;

		if (!has_random_isn(&items[i]))
			continue;
		place = isn_place(&t, items[i].conn->half[C2S].isn);
		if (!place->incidents || place->incident != items[i].incident)
			place->incidents++;
		place->isn = items[i].conn->half[C2S].isn;
		place->incident = items[i].incident;
	}
	return t;
}

static int
by_isn_then_place(const void *pa, const void *pb)
{
	const struct item *a = *(struct item *const *)pa, *b = *(struct item *const *)pb;
	uint32_t x = a->conn->half[C2S].isn, y = b->conn->half[C2S].isn;

	return x != y ? (x > y) - (x < y) : (a->place > b->place) - (a->place < b->place);
}

/* Those whose client's ISN is that of a few other connections, too. */
static struct item **
same_isns(struct crux_case *cs, struct item *items, size_t n, size_t *ret_n)
{
	struct isn_table t = count_isns(cs->arena, items, n);
	struct item **found;
	size_t count = 0;

	for (int pass = 0; pass < 2; pass++) {
		found = pass ? arena_new(cs->arena, struct item *, count) : NULL;
		count = 0;
		for (size_t i = 0; i < n; i++) {
			const struct isn_seen *place;

			if (!has_random_isn(&items[i]))
				continue;
			place = isn_place(&t, items[i].conn->half[C2S].isn);
			if (place->incidents < 2 || place->incidents > SAME_ISN_MAX)
				continue;
			if (found)
				found[count] = &items[i];
			count++;
		}
	}
	qsort(found, count, sizeof(*found), by_isn_then_place);
	*ret_n = count;
	return found;
}

/* A NAT forwards a SYN within a moment; by two captures one may be of its repeat. */
static bool
at_one_time(const struct item *a, const struct item *b)
{
	const struct conn *x = a->conn, *y = b->conn;
	int64_t apart_ns = a->utc == b->utc ? CLOCK_SKEW_NS : ZONE_SKEW_NS;

	if (a->input == b->input && x->has_times && y->has_times)
		return MAX(x->first_ns, y->first_ns) - MIN(x->first_ns, y->first_ns) <
		       CLOCK_SKEW_NS;
	if (a->input != b->input && !(dated(x) && dated(y)))
		return true;
	if (!x->has_times || !y->has_times)
		return true;
	return x->first_ns <= y->last_ns + apart_ns && y->first_ns <= x->last_ns + apart_ns;
}

/* A NAT changes one end, and leaves its port if it can. */
static bool
one_end_moved(const struct conn *x, const struct conn *y)
{
	bool same_client = !endpoint_cmp(&x->client, &y->client);
	bool same_server = !endpoint_cmp(&x->server, &y->server);

	return same_client || (same_server && x->client.port == y->client.port);
}

static bool
same_syn(const struct half *x, const struct half *y)
{
	return x->window_syn == y->window_syn && x->have_wscale == y->have_wscale &&
	       x->wscale == y->wscale && x->sack_ok == y->sack_ok && x->timestamps == y->timestamps;
}

/*
 * Both ISNs are 64 random bits. Where no answer came the client's alone is, and a sender
 * of floods may have chosen it: then all else must agree.
 */
static bool
is_translated(const struct item *a, const struct item *b)
{
	const struct conn *x = a->conn, *y = b->conn;
	struct isn sx = isn_of(&x->half[S2C]), sy = isn_of(&y->half[S2C]);

	if (x->half[C2S].isn != y->half[C2S].isn || same_four(a, b) || !at_one_time(a, b))
		return false;
	if (sx.known && sy.known)
		return sx.value == sy.value;
	return one_end_moved(x, y) && same_syn(&x->half[C2S], &y->half[C2S]);
}

/* Which incident each became a part of, plus one; 0: it is its own. */
static uint32_t
final_of(const uint32_t *merged, uint32_t incident)
{
	while (merged[incident])
		incident = merged[incident] - 1;
	return incident;
}

/* Once for each input: that it shows connections under other addresses, and an example. */
struct translated {
	uint64_t n;
	const struct conn *as, *also;
};

static void
merge(uint32_t *merged, struct translated *told, const struct item *a, const struct item *b)
{
	uint32_t x = final_of(merged, a->incident), y = final_of(merged, b->incident);

	if (x == y)
		return;
	merged[MAX(x, y)] = MIN(x, y) + 1;
	if (!told[b->input].n++)
		told[b->input] = (struct translated){ 1, a->conn, b->conn };
}

/* Those of one ISN. Inputs are many, and each may have it: some are enough to find the rest. */
static void
compare_same(uint32_t *merged, struct translated *told, struct item **same, size_t n)
{
	for (size_t i = 1; i < MIN(n, (size_t)4 * SAME_ISN_MAX); i++)
		for (size_t k = 0; k < i; k++)
			if (is_translated(same[k], same[i]))
				merge(merged, told, same[k], same[i]);
}

static void
tell_translated(struct crux_case *cs, const struct translated *told)
{
	for (uint32_t i = 0; i < cs->inputs.n; i++) {
		struct case_input *in = &cs->inputs.v[i];
		char as[ENDPOINT_TEXT_BYTES], also[ENDPOINT_TEXT_BYTES];
		bool client;

		if (!told[i].n)
			continue;
		client = endpoint_cmp(&told[i].as->client, &told[i].also->client);
		in->note =
			str_printf(cs->arena,
				   "%s%s%llu connection%s also seen under other addresses: %s is "
				   "%s",
				   in->note, in->note[0] ? ", " : "", (unsigned long long)told[i].n,
				   told[i].n == 1 ? "" : "s",
				   endpoint_text(as, client ? &told[i].as->client
							    : &told[i].as->server),
				   endpoint_text(also, client ? &told[i].also->client
							      : &told[i].also->server))
				.p;
	}
}

/* Give views of one connection under several addresses one incident. */
static void
join_translated(struct crux_case *cs, struct item *items, size_t n, uint32_t incidents)
{
	struct translated *told = arena_new(cs->arena, struct translated, cs->inputs.n);
	struct arena_mark m = arena_mark(cs->arena);
	uint32_t *merged = arena_new(cs->arena, uint32_t, incidents);
	size_t count, end;
	struct item **same = same_isns(cs, items, n, &count);

	for (size_t begin = 0; begin < count; begin = end) {
		uint32_t isn = same[begin]->conn->half[C2S].isn;

		for (end = begin + 1; end < count && same[end]->conn->half[C2S].isn == isn;)
			end++;
		compare_same(merged, told, same + begin, end - begin);
	}
	for (size_t i = 0; i < n && count; i++)
		items[i].incident = final_of(merged, items[i].incident);
	arena_reset(cs->arena, m);
	tell_translated(cs, told);
}

void
views_line_up(struct crux_case *cs)
{
	size_t n, end;
	uint32_t count = 0;
	struct item *items = collect(cs, &n);

	if (!n)
		return;
	qsort(items, n, sizeof(*items), by_four_then_place);
	for (size_t begin = 0; begin < n; begin = end) {
		for (end = begin + 1; end < n && same_four(&items[begin], &items[end]);)
			end++;
		count += group_incidents(cs, items + begin, end - begin, count);
	}
	join_translated(cs, items, n, count);
	publish(cs, items, n, count);
	mark_conns(cs);
}

/* How good a view is for judging the sender of dir. */
static unsigned
nearness(const struct conn *c, enum direction dir)
{
	enum vantage own = dir == C2S ? VANTAGE_CLIENT : VANTAGE_SERVER;
	enum vantage other = dir == C2S ? VANTAGE_SERVER : VANTAGE_CLIENT;

	if (!c->half[dir].packets)
		return 0;
	return c->vantage == own ? 3 : c->vantage == other ? 1 : 2;
}

static bool
better(const struct view *a, const struct view *b, enum direction dir)
{
	unsigned near_a = nearness(a->conn, dir), near_b = nearness(b->conn, dir);

	if (near_a != near_b)
		return near_a > near_b;
	if (a->conn->has_times != b->conn->has_times)
		return a->conn->has_times;
	return a->conn->half[dir].packets > b->conn->half[dir].packets;
}

const struct view *
case_view_for(const struct crux_case *cs, uint32_t incident, enum direction dir)
{
	const struct view *best = NULL;
	size_t low = 0, high = cs->views.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cs->views.v[mid].incident < incident)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < cs->views.n && cs->views.v[low].incident == incident; low++)
		if (!best || better(&cs->views.v[low], best, dir))
			best = &cs->views.v[low];
	return best;
}
