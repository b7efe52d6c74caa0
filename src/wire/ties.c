/*
 * ties.c - packets of one connection with the same time stamp, in an order of their own
 *
 *     of one sender    by what only grows as it sends: IP id, TSval, ACK, SACK; then by number
 *     of both          a segment that knows of another comes after it
 *
 * All of it follows from what the segments hold, so a run that was shuffled is the same
 * run again. What is late by less than the clock tells counts as in order. As it was sent
 * is the likeliest order, and in captures that are in order it is the file's, nearly
 * always.
 */
#include "wire/ties.h"

#include <string.h>

/*
 * A run longer than TIES_MAX stays as it is: at once are some 20 packets, those that a card
 * hands over together (64 at most in Linux, NAPI_POLL_WEIGHT; 10 us of 10 Gbit/s are 9 full
 * ones). Where more have the same time the clock is not what tells.
 */
_Static_assert(TIES_MAX <= 64, "order_run marks those done in 64 bits");

/*
 * Only where the clock is finer than this is "at the same time" at once. Coarser ones,
 * as text in milliseconds has them, give whole round trips one time: there a repeat, and
 * the loss that it answers, can be told by the file's order alone.
 */
#define TIES_COARSE_NS NS_PER_MS

/* How far apart identifications of a sender's packets are that it sends at once: those of
 * TIES_MAX times 45, which is what a packet of 64 KiB is cut into. */
#define ID_SPAN_MAX 2048

/* So little that TIES_MAX of it are far from half the circle of numbers. */
#define STEP_MAX ((uint32_t)1 << 24)

/* Numbers of one connection are this near to its ISN at its start; others are older. */
#define NEAR_ISN ((uint32_t)1 << 30)

enum rank {
	RANK_OLD, /* of a connection before the one whose SYN is here */
	RANK_SYN,
	RANK_USUAL,
	RANK_RESET, /* what follows it answers it, and is no part of the run as a rule */
	RANK_ICMP   /* tells of what was sent */
};

/* A segment and what it is ordered by. Numbers are differences: they wrap. */
struct tie {
	const struct segment *s;
	int32_t id, ts, ack, edge, seq;
	uint32_t sacked;
	uint8_t rank;
};

/* What one end sent. */
struct side {
	struct tie v[TIES_MAX];
	size_t n;
};

static bool
before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static bool
is_syn(const struct segment *s)
{
	return (s->flags & (TCP_SYN | TCP_RST)) == TCP_SYN;
}

static bool
has_ack(const struct segment *s)
{
	return s->flags & TCP_ACK && !s->icmp;
}

/* --- of one sender --- */

static bool
rank_all(struct side *x)
{
	const struct segment *syn = NULL;

	for (size_t i = 0; i < x->n; i++) {
		const struct segment *s = x->v[i].s;

		if (s->icmp || !is_syn(s))
			continue;
		if (syn && syn->seq != s->seq)
			return false; /* two connections begin: nothing here tells which is first */
		syn = s;
	}
	for (size_t i = 0; i < x->n; i++) {
		const struct segment *s = x->v[i].s;

		x->v[i].rank = s->icmp				     ? RANK_ICMP
			       : is_syn(s)			     ? RANK_SYN
			       : syn && s->seq - syn->seq > NEAR_ISN ? RANK_OLD
			       : s->flags & TCP_RST		     ? RANK_RESET
								     : RANK_USUAL;
	}
	return true;
}

/* The right edge of what it tells to have come, the bytes behind a hole. */
static void
weigh_sacks(const struct segment *s, uint32_t *ret_edge, uint32_t *ret_bytes)
{
	uint32_t edge = s->ack, bytes = 0;

	for (int i = 0; i < s->nsack; i++) {
		if (before(edge, s->sack[i][1]))
			edge = s->sack[i][1];
		if (!before(s->sack[i][0], s->ack))
			bytes += s->sack[i][1] - s->sack[i][0];
	}
	*ret_edge = edge;
	*ret_bytes = bytes;
}

/* The least numbers among all, from which differences count: any would do that is of the set. */
struct anchor {
	uint32_t seq, ack, ts;
	uint16_t id;
	bool ts_told, id_told, any_seq, all_seq;
};

static struct anchor
anchor_of(const struct side *x)
{
	struct anchor a = {
		UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT16_MAX, true, true, false, true
	};

	for (size_t i = 0; i < x->n; i++) {
		const struct segment *s = x->v[i].s;

		if (x->v[i].rank != RANK_USUAL)
			continue;
		a.seq = MIN(a.seq, s->seq);
		a.ack = MIN(a.ack, s->ack);
		a.ts = MIN(a.ts, s->tsval);
		a.id = MIN(a.id, s->ip_id);
		a.ts_told &= !!(s->options & OPT_TIMESTAMP);
		a.id_told &= s->known & SEG_HAS_IP && s->ip_id;
		a.any_seq |= !!(s->known & SEG_HAS_SEQ);
		a.all_seq &= !!(s->known & SEG_HAS_SEQ);
	}
	return a;
}

static bool
ids_are_near(const struct side *x, const struct anchor *a)
{
	int least = INT16_MAX, most = INT16_MIN;

	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].rank == RANK_USUAL) {
			int id = (int16_t)(x->v[i].s->ip_id - a->id);

			least = MIN(least, id);
			most = MAX(most, id);
		}
	return most - least <= ID_SPAN_MAX;
}

/* False: they do not tell enough. */
static bool
measure(struct side *x)
{
	struct anchor a;

	if (!rank_all(x))
		return false;
	a = anchor_of(x);
	if (a.any_seq && !a.all_seq) /* tcpdump's text has none on bare ACKs */
		return false;
	a.id_told = a.id_told && ids_are_near(x, &a);
	for (size_t i = 0; i < x->n; i++) {
		struct tie *t = &x->v[i];
		const struct segment *s = t->s;
		uint32_t edge;

		t->id = t->ts = t->ack = t->edge = 0;
		t->sacked = 0;
		t->seq = (int32_t)(s->seq - a.seq);
		if (t->rank != RANK_USUAL)
			continue;
		if (a.id_told)
			t->id = (int16_t)(s->ip_id - a.id);
		if (a.ts_told)
			t->ts = (int32_t)(s->tsval - a.ts);
		if (!has_ack(s))
			continue;
		weigh_sacks(s, &edge, &t->sacked);
		t->ack = (int32_t)(s->ack - a.ack);
		t->edge = (int32_t)(edge - a.ack);
	}
	return true;
}

static bool
takes_numbers(const struct segment *s)
{
	return s->len || s->flags & (TCP_SYN | TCP_FIN);
}

#define ORDER(a, b)     \
	if ((a) != (b)) \
	return (a) < (b) ? -1 : 1

/* What is alike in all of this is alike in all that anybody asks of it. */
static int
compare_rest(const struct segment *x, const struct segment *y)
{
	ORDER(x->len, y->len);
	ORDER(x->flags, y->flags);
	ORDER(x->window, y->window);
	ORDER(x->tsval, y->tsval);
	ORDER(x->tsecr, y->tsecr);
	ORDER(x->ack, y->ack);
	ORDER(x->ip_id, y->ip_id);
	ORDER(y->ttl, x->ttl); /* a copy further on has a smaller one */
	ORDER(x->tos, y->tos);
	ORDER(x->options, y->options);
	ORDER(x->known, y->known);
	ORDER(x->checksum, y->checksum);
	ORDER(x->interface, y->interface);
	ORDER(x->direction, y->direction);
	ORDER(x->urgent, y->urgent);
	ORDER(x->mss, y->mss);
	ORDER(x->wscale, y->wscale);
	ORDER(x->nsack, y->nsack);
	ORDER(x->icmp, y->icmp);
	for (int i = 0; i < x->nsack; i++) {
		ORDER(x->sack[i][0], y->sack[i][0]);
		ORDER(x->sack[i][1], y->sack[i][1]);
	}
	ORDER(x->packet, y->packet);
	return 0;
}

static int
compare(const struct tie *x, const struct tie *y)
{
	ORDER(x->rank, y->rank);
	ORDER(x->id, y->id);
	ORDER(x->ts, y->ts);
	ORDER(x->ack, y->ack);
	ORDER(x->edge, y->edge);
	ORDER(x->sacked, y->sacked);
	ORDER(x->seq, y->seq);
	/* an ACK with the number of what comes next was sent before that */
	ORDER(takes_numbers(x->s), takes_numbers(y->s));
	return compare_rest(x->s, y->s);
}

/* Nearly always they stand right: then this is one comparison each. */
static void
sort(struct side *x)
{
	for (size_t i = 1; i < x->n; i++) {
		struct tie it = x->v[i];
		size_t k = i;

		for (; k && compare(&it, &x->v[k - 1]) < 0; k--)
			x->v[k] = x->v[k - 1];
		x->v[k] = it;
	}
}

/* --- of both --- */

static bool
covers(const struct segment *a, const struct segment *b)
{
	for (int i = 0; i < a->nsack; i++)
		if (!before(b->seq, a->sack[i][0]) && !before(a->sack[i][1], b->seq + b->len))
			return true;
	return false;
}

/* a was sent by somebody who had got b, or something behind it. */
static bool
knows(const struct segment *a, const struct segment *b)
{
	if (!has_ack(a) || b->icmp)
		return false;
	return before(b->seq, a->ack) || (b->len && covers(a, b));
}

/* a was sent by somebody who would have acknowledged b, had it been there. */
static bool
lacks(const struct segment *a, const struct segment *b)
{
	return has_ack(a) && takes_numbers(b) && !knows(a, b);
}

static bool
echoes(const struct segment *a, const struct segment *b)
{
	return a->options & b->options & OPT_TIMESTAMP && !before(a->tsecr, b->tsval);
}

/* Where numbers say nothing. The client asks, so it is first; it has the higher port. */
static bool
is_client(const struct segment *a, const struct segment *b)
{
	if (a->src.port != b->src.port)
		return a->src.port > b->src.port;
	return addr_cmp(&a->src.addr, &b->src.addr) > 0;
}

static bool
goes_first(const struct tie *x, const struct tie *y)
{
	const struct segment *a = x->s, *b = y->s;

	if (x->rank != y->rank && MAX(x->rank, y->rank) >= RANK_RESET)
		return x->rank < y->rank;
	if (knows(a, b) != knows(b, a))
		return knows(b, a);
	if (lacks(a, b) != lacks(b, a))
		return lacks(a, b);
	if (echoes(a, b) != echoes(b, a))
		return echoes(b, a);
	return is_client(a, b);
}

static void
merge(const struct side *x, const struct side *y, const struct segment *ret[TIES_MAX])
{
	size_t i = 0, k = 0;

	while (i < x->n || k < y->n) {
		bool first = k == y->n || (i < x->n && goes_first(&x->v[i], &y->v[k]));

		ret[i + k] = first ? x->v[i].s : y->v[k].s;
		i += first;
		k += !first;
	}
}

/* --- a connection in a run --- */

static bool
is_from(const struct segment *a, const struct segment *b)
{
	return a->src.port == b->src.port && addr_eq(&a->src.addr, &b->src.addr) &&
	       a->dst.port == b->dst.port && addr_eq(&a->dst.addr, &b->dst.addr);
}

static bool
is_answer(const struct segment *a, const struct segment *b)
{
	return a->src.port == b->dst.port && addr_eq(&a->src.addr, &b->dst.addr) &&
	       a->dst.port == b->src.port && addr_eq(&a->dst.addr, &b->src.addr);
}

/* Most runs are a burst as it was sent, or a segment and its ACK: seen without measuring. */

static bool
is_usual(const struct segment *s)
{
	return !(s->flags & (TCP_SYN | TCP_RST)) && !s->icmp && s->known & SEG_HAS_SEQ;
}

/* By the first thing that tells, in the order of compare(): it must be one that always would. */
static bool
is_plainly_next(const struct segment *a, const struct segment *b)
{
	uint16_t id_up = (uint16_t)(b->ip_id - a->ip_id);

	if (a->ip_id && b->ip_id)
		return a->known & b->known & SEG_HAS_IP && id_up && id_up <= ID_SPAN_MAX / TIES_MAX;
	if (a->ip_id || b->ip_id || !(a->options & b->options & OPT_TIMESTAMP))
		return false;
	if (a->tsval != b->tsval)
		return b->tsval - a->tsval < STEP_MAX;
	return a->ack == b->ack && a->seq != b->seq && b->seq - a->seq < STEP_MAX && !a->nsack &&
	       !b->nsack;
}

static bool
is_burst(const struct segment *v, const uint8_t *places, size_t n)
{
	const struct segment *a = &v[places[0]];

	if (!is_usual(a))
		return false;
	for (size_t i = 1; i < n; i++) {
		const struct segment *b = &v[places[i]];

		if (!is_usual(b) || !is_from(b, a) || !is_plainly_next(a, b))
			return false;
		a = b;
	}
	return true;
}

static bool
is_pair(const struct segment *a, const struct segment *b)
{
	const struct tie x = { .s = a, .rank = RANK_USUAL }, y = { .s = b, .rank = RANK_USUAL };

	return is_usual(a) && is_usual(b) && !is_from(a, b) && goes_first(&x, &y);
}

static bool
stands_right(const struct segment *v, const uint8_t *places, size_t n)
{
	return (n == 2 && is_pair(&v[places[0]], &v[places[1]])) || is_burst(v, places, n);
}

/* Those at the n places of v; each place has one of them afterwards. */
static void
order(struct segment *v, const uint8_t *places, size_t n)
{
	struct side from, to;
	const struct segment *in_order[TIES_MAX];
	struct segment moved[TIES_MAX];
	size_t same = 0;

	if (stands_right(v, places, n))
		return;
	from.n = to.n = 0;
	for (size_t i = 0; i < n; i++) {
		struct side *x = is_from(&v[places[i]], &v[places[0]]) ? &from : &to;

		x->v[x->n++].s = &v[places[i]];
	}
	if (!measure(&from) || !measure(&to))
		return;
	sort(&from);
	sort(&to);
	merge(&from, &to, in_order);
	while (same < n && in_order[same] == &v[places[same]])
		same++;
	for (size_t i = same; i < n; i++)
		moved[i] = *in_order[i];
	for (size_t i = same; i < n; i++)
		v[places[i]] = moved[i];
}

static bool
is_with(const struct segment *a, const struct segment *b)
{
	return a->ends_tag == b->ends_tag && a->known & b->known & SEG_HAS_TIME &&
	       (is_from(a, b) || is_answer(a, b));
}

static void
order_run(struct segment *v, size_t n)
{
	uint64_t done = 0;
	uint8_t places[TIES_MAX];

	if (n == 2 && v[0].ends_tag != v[1].ends_tag)
		return;
	for (size_t i = 0; i + 1 < n; i++) {
		size_t k = 0;

		if (done >> i & 1)
			continue;
		places[k++] = (uint8_t)i;
		for (size_t j = i + 1; j < n; j++)
			if (is_with(&v[j], &v[i])) {
				done |= UINT64_C(1) << j;
				places[k++] = (uint8_t)j;
			}
		if (k > 1)
			order(v, places, k);
	}
}

/* --- runs --- */

/* Until it is known that it is fine. Those in front were looked at before. */
static void
look_at_clock(struct ties *t, const struct segment *v, size_t n)
{
	for (size_t i = 0; i < n && !t->fine; i++)
		t->fine = v[i].known & SEG_HAS_TIME && v[i].time_ns % TIES_COARSE_NS;
}

/* The first from there on that has the time of the one behind it, or the last. */
static inline size_t
next_run(const struct segment *v, size_t i, size_t n)
{
	while (LIKELY(i + 1 < n && v[i].time_ns != v[i + 1].time_ns))
		i++;
	return i;
}

static inline size_t
run_end(const struct segment *v, size_t i, size_t n)
{
	while (i + 1 < n && v[i].time_ns == v[i + 1].time_ns)
		i++;
	return i + 1;
}

static void
settle_run(const struct ties *t, struct segment *v, size_t n)
{
	if (n > 1 && n <= TIES_MAX && t->fine)
		order_run(v, n);
}

/* The run at the end: what of it may go on waits. How many do not. */
static size_t
hold(struct ties *t, struct segment *v, size_t n, bool too_long)
{
	t->long_run = too_long || n > TIES_MAX;
	t->long_ns = v->time_ns;
	if (t->long_run)
		return n;
	memcpy(t->held, v, n * sizeof *v);
	t->held_n = n;
	return 0;
}

/*
 * Of the clock a run knows what came up to it, and what comes next: whatever batches the
 * packets came in.
 */
size_t
ties_settle(struct ties *t, struct segment *v, size_t n, bool end)
{
	size_t from = 0, to, looked = 0;
	bool too_long;

	if (!n)
		return 0;
	too_long = t->long_run && v->time_ns == t->long_ns;
	for (;; from = to) {
		if (!too_long)
			from = next_run(v, from, n);
		to = run_end(v, from, n);
		if (to == n)
			break;
		look_at_clock(t, v + looked, to + 1 - looked);
		looked = to + 1;
		if (!too_long)
			settle_run(t, v + from, to - from);
		too_long = false;
	}
	look_at_clock(t, v + looked, n - looked);
	if (!end)
		return from + hold(t, v + from, n - from, too_long);
	if (!too_long)
		settle_run(t, v + from, n - from);
	return n;
}

size_t
ties_take_held(struct ties *t, struct segment *v, size_t room)
{
	size_t n = MIN(t->held_n, room);

	memcpy(v, t->held, n * sizeof *v);
	t->held_n -= n;
	memmove(t->held, t->held + n, t->held_n * sizeof *v);
	return n;
}

struct ties *
ties_new(struct arena *a)
{
	return arena_new(a, struct ties, 1);
}

size_t
ties_add(struct ties *t, const struct segment *s, struct segment ret[TIES_READY_MAX])
{
	size_t n = ties_take_held(t, ret, TIES_READY_MAX);

	if (s)
		ret[n++] = *s;
	return ties_settle(t, ret, n, !s);
}
