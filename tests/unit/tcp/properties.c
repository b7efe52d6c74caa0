/*
 * properties.c - what holds for any segments: accounts add up, and what changes
 * nothing that matters changes nothing that is said
 *
 * The same segments are fed twice, the second time turned in some way, and all
 * that the tracker says is compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "fields.h"
#include "invariants.h"
#include "play.h"
#include "sources.h"

/* How the second feeding was turned, so that the comparison can turn it back. */
struct turn {
	const char *name;
	int64_t later_ns;
	uint32_t isn_up[2];  /* by side_of */
	bool twice;	     /* each packet is followed by its copy */
	bool other_way;	     /* of connections whose client is not sure, the ends change places */
	bool episodes_apart; /* the second was fed without keeping them */
};

static struct arena all_arena;
static struct sources sources;

/* One of two sides, whoever is the client: 0 is that with the higher port. */
static int
side_of(const struct endpoint *from, const struct endpoint *to)
{
	if (from->port != to->port)
		return from->port < to->port;
	return addr_cmp(&from->addr, &to->addr) < 0;
}

/* ---- comparing ---- */

struct comparison {
	const struct turn *turn;
	const char *source;
	unsigned differences;
};

#define DIFFERENCES_SHOWN 5

static void PRINTF(2, 3) differ(struct comparison *cmp, const char *fmt, ...)
{
	char words[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof words, fmt, ap);
	va_end(ap);
	if (cmp->differences++ < DIFFERENCES_SHOWN)
		print_error("%s: %s: %s\n", cmp->turn->name, cmp->source, words);
}

static bool
same_packet(const struct turn *turn, uint64_t was, uint64_t is)
{
	if (!turn->twice || !was)
		return was == is;
	return is == 2 * was - 1 || is == 2 * was;
}

/* What the second feeding must say where the first said was. */
static bool
same_value(const struct turn *turn, const struct field *f, int64_t was, int64_t is, uint32_t isn_up)
{
	switch ((enum field_kind)f->kind) {
	case FIELD_PACKET:
		return same_packet(turn, (uint64_t)was, (uint64_t)is);
	case FIELD_TIME:
		return was == TIME_NONE ? is == TIME_NONE : is == was + turn->later_ns;
	case FIELD_ISN:
		return (uint32_t)is == (uint32_t)was + isn_up;
	default:
		return was == is;
	}
}

static bool
is_name(const struct field *f, const char *name)
{
	return str_eq(str_from(f->name), str_from(name));
}

static bool
counts_copies(const struct field *f)
{
	return is_name(f, "packets") || is_name(f, "bytes") || is_name(f, "capture_duplicates");
}

static void
compare_mind(struct comparison *cmp, const struct conn *c, const struct mind *was,
	     const struct mind *is)
{
	if (!was != !is)
		differ(cmp, "connection %u: a sender's mind is told only once", c->number);
	if (!was || !is)
		return;
	if (was->cwnd_bytes != is->cwnd_bytes || was->cwnd_max_bytes != is->cwnd_max_bytes ||
	    was->ssthresh_bytes != is->ssthresh_bytes || was->rounds != is->rounds ||
	    was->slow_start_rounds != is->slow_start_rounds || was->recoveries != is->recoveries ||
	    was->recovery_ns != is->recovery_ns || was->factors != is->factors ||
	    was->idle_restarts != is->idle_restarts || was->growth_rounds != is->growth_rounds ||
	    was->growth_bytes != is->growth_bytes || was->window_dips != is->window_dips ||
	    was->family != is->family)
		differ(cmp, "connection %u: what a sender had in mind changed", c->number);
}

static void
compare_half(struct comparison *cmp, const struct conn *c, enum direction dir,
	     const struct half *was, const struct half *is)
{
	const struct endpoint *from = dir == C2S ? &c->client : &c->server;
	const struct endpoint *to = dir == C2S ? &c->server : &c->client;
	uint32_t isn_up = cmp->turn->isn_up[side_of(from, to)];

	for (size_t i = 0; i < half_field_count; i++) {
		const struct field *f = &half_fields[i];
		int64_t a = field_value(f, was), b = field_value(f, is);

		if (cmp->turn->twice && counts_copies(f))
			continue;
		if (f->kind == FIELD_ISN && !was->isn64 && !is->isn64)
			continue; /* it sent nothing that has a number */
		if (f->kind == FIELD_SEQ64 && !a && !b)
			continue;
		if (f->kind == FIELD_SEQ64) {
			a -= (int64_t)was->isn64;
			b -= (int64_t)is->isn64;
		}
		if (!same_value(cmp->turn, f, a, b, isn_up))
			differ(cmp, "connection %u: %s.%s was %lld, is %lld", c->number,
			       dir == C2S ? "c2s" : "s2c", f->name, (long long)a, (long long)b);
	}
	compare_mind(cmp, c, was->mind, is->mind);
	if (cmp->turn->twice &&
	    is->packets - is->capture_duplicates != was->packets - was->capture_duplicates)
		differ(cmp, "connection %u: packets that are no copies were %llu, are %llu",
		       c->number, (unsigned long long)(was->packets - was->capture_duplicates),
		       (unsigned long long)(is->packets - is->capture_duplicates));
}

static void
compare_episodes(struct comparison *cmp, const struct conn *was, const struct conn *is, int account)
{
	for (int i = 0; i < EPISODES_KEPT; i++) {
		const struct episode *a = &was->ledger.longest[account][i];
		const struct episode *b = &is->ledger.longest[account][i];
		bool none = !a->to_packet && !b->to_packet;

		if (!none && (a->dir != b->dir || b->from_ns != a->from_ns + cmp->turn->later_ns ||
			      b->to_ns != a->to_ns + cmp->turn->later_ns ||
			      !same_packet(cmp->turn, a->from_packet, b->from_packet) ||
			      !same_packet(cmp->turn, a->to_packet, b->to_packet)))
			differ(cmp, "connection %u: an episode of %s changed", was->number,
			       account_name((enum account)account));
	}
}

static void
compare_ledger(struct comparison *cmp, const struct conn *was, const struct conn *is)
{
	for (int a = 0; a < ACCOUNT_COUNT; a++) {
		if (was->ledger.ns[a] != is->ledger.ns[a] ||
		    was->ledger.count[a] != is->ledger.count[a])
			differ(cmp, "connection %u: %s was %lld ns in %u, is %lld in %u",
			       was->number, account_name((enum account)a),
			       (long long)was->ledger.ns[a], was->ledger.count[a],
			       (long long)is->ledger.ns[a], is->ledger.count[a]);
		if (!cmp->turn->episodes_apart)
			compare_episodes(cmp, was, is, a);
	}
}

static bool
is_flipped(const struct comparison *cmp, const struct conn *c)
{
	return cmp->turn->other_way && !c->client_sure;
}

static void
compare_conn(struct comparison *cmp, const struct conn *was, const struct conn *is)
{
	bool flipped = is_flipped(cmp, was);

	for (enum direction d = C2S; d <= S2C; d++)
		compare_half(cmp, was, d, &was->half[d], &is->half[flipped ? !d : d]);
	if (flipped) /* which of the two is asked, and who thinks, is turned round too */
		return;
	for (size_t i = 0; i < conn_field_count; i++) {
		int64_t a = field_value(&conn_fields[i], was), b = field_value(&conn_fields[i], is);

		if (!same_value(cmp->turn, &conn_fields[i], a, b, 0))
			differ(cmp, "connection %u: %s was %lld, is %lld", was->number,
			       conn_fields[i].name, (long long)a, (long long)b);
	}
	if (memcmp(was->think_histogram, is->think_histogram, sizeof was->think_histogram) != 0)
		differ(cmp, "connection %u: the histogram changed", was->number);
	compare_ledger(cmp, was, is);
}

static void
compare_judged(struct comparison *cmp, const struct judged *was, const struct judged *is)
{
	bool flipped = is_flipped(cmp, was->conn);
	const struct {
		const char *name;
		int64_t was, is;
	} values[] = {
		{ "class", was->class, is->class },
		{ "need", was->needed, is->needed },
		{ "reason", was->reason, is->reason },
		{ "proof", was->proof, is->proof },
		{ "direction", was->dir, flipped ? !is->dir : is->dir },
		{ "flight", (int64_t)was->flight_bytes, (int64_t)is->flight_bytes },
		{ "window", (int64_t)was->window_bytes, (int64_t)is->window_bytes },
		{ "relative seq", (int64_t)was->seq_relative, (int64_t)is->seq_relative },
		{ "relative ack", (int64_t)was->ack_relative, (int64_t)is->ack_relative },
		{ "RTT", was->rtt_ns, is->rtt_ns },
		{ "time of the reason", was->reason_ns, is->reason_ns },
		{ "number of the reason", (int64_t)was->reason_count, (int64_t)is->reason_count },
		{ "client's state", was->client_state,
		  flipped ? is->server_state : is->client_state },
		{ "server's state", was->server_state,
		  flipped ? is->client_state : is->server_state },
	};

	for (size_t i = 0; i < COUNT_OF(values); i++)
		if (values[i].was != values[i].is)
			differ(cmp, "packet %llu: %s was %lld, is %lld",
			       (unsigned long long)was->seg.packet, values[i].name,
			       (long long)values[i].was, (long long)values[i].is);
	if (!same_packet(cmp->turn, was->ref_packet, is->ref_packet))
		differ(cmp, "packet %llu: points to %llu, now to %llu",
		       (unsigned long long)was->seg.packet, (unsigned long long)was->ref_packet,
		       (unsigned long long)is->ref_packet);
}

static void
compare_all_judged(struct comparison *cmp, const struct said *was, const struct said *is)
{
	size_t at = 0;

	for (size_t i = 0; i < was->list.n && !cmp->differences; i++, at++) {
		if (at < is->list.n)
			compare_judged(cmp, &was->list.v[i], &is->list.v[at]);
		if (cmp->turn->twice && at + 1 < is->list.n &&
		    is->list.v[at + 1].seg.packet == 2 * was->list.v[i].seg.packet) {
			at++;
			if (is->list.v[at].class != CLASS_CAPTURE_DUPLICATE)
				differ(cmp, "packet %llu: its copy is %s",
				       (unsigned long long)was->list.v[i].seg.packet,
				       segment_class_name(
					       (enum segment_class)is->list.v[at].class));
		}
	}
	if (at != is->list.n)
		differ(cmp, "%zu judged, %zu in the other", at, is->list.n);
}

static void
compare(struct comparison *cmp, const struct play *was, const struct play *is)
{
	size_t n = tracker_count(was->tracker);

	if (was->said.list.n && is->said.list.n)
		compare_all_judged(cmp, &was->said, &is->said);
	if (n != tracker_count(is->tracker))
		differ(cmp, "%zu connections were %zu", tracker_count(is->tracker), n);
	for (size_t i = 0; i < MIN(n, tracker_count(is->tracker)); i++)
		compare_conn(cmp, tracker_conn(was->tracker, i), tracker_conn(is->tracker, i));
}

/* ---- turning ---- */

static struct segment
turned(const struct turn *turn, struct segment s)
{
	int side = side_of(&s.src, &s.dst);

	s.time_ns += turn->later_ns;
	s.seq += turn->isn_up[side];
	if (s.flags & TCP_ACK)
		s.ack += turn->isn_up[!side];
	for (int i = 0; i < s.nsack; i++)
		for (int edge = 0; edge < 2; edge++)
			s.sack[i][edge] += turn->isn_up[!side];
	return s;
}

static struct segments
turn_all(struct arena *a, const struct turn *turn, const struct source *src)
{
	struct segments segs = { 0 };

	for (size_t i = 0; i < src->n; i++)
		vec_push(a, &segs.list, turned(turn, src->segs[i]));
	return segs;
}

/* Two seconds is no limit of the property, only of what a failure may cost. */
static void
hold(const struct turn *turn,
     struct segments (*make)(struct arena *, const struct turn *, const struct source *))
{
	unsigned differences = 0;

	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = turn, .source = src->name };
		struct arena a;
		struct segments segs;
		struct play was, is;

		arena_init(&a, "test", 0);
		segs = make(&a, turn, src);
		play_all(&was, &a, src->segs, src->n, true);
		play_all(&is, &a, segs.list.v, segs.list.n, true);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	if (differences)
		fail_msg("%s: %u differences", turn->name, differences);
}

/* ---- the properties ---- */

static unsigned
broken_in(const struct source *src, const struct play *p)
{
	unsigned broken = 0;
	const char *why;

	if (p->said.list.n != src->n) {
		print_error("%s: %zu fed, %zu judged\n", src->name, src->n, p->said.list.n);
		broken++;
	}
	for (size_t i = 0; i < MIN(src->n, p->said.list.n); i++) {
		const struct judged *j = &p->said.list.v[i];

		why = j->seg.packet == src->segs[i].packet ? judged_broken(j) : "in order";
		if (why && broken++ < DIFFERENCES_SHOWN)
			print_error("%s: packet %llu, not so: %s\n", src->name,
				    (unsigned long long)j->seg.packet, why);
	}
	for (size_t i = 0; i < tracker_count(p->tracker); i++) {
		why = conn_broken(tracker_conn(p->tracker, i));
		if (why && broken++ < DIFFERENCES_SHOWN)
			print_error("%s: connection %zu, not so: %s\n", src->name, i + 1, why);
	}
	return broken;
}

static void
invariants(void **state)
{
	unsigned broken = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct arena a;
		struct play p;

		arena_init(&a, "test", 0);
		play_all(&p, &a, src->segs, src->n, true);
		broken += broken_in(src, &p);
		arena_fini(&a);
	}
	if (broken)
		fail_msg("%u times", broken);
}

static void
words_for_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct arena a;
		struct play p;

		arena_init(&a, "test", 0);
		play_all(&p, &a, src->segs, MIN(src->n, (size_t)2000), true);
		for (size_t j = 0; j < p.said.list.n; j++) {
			struct arena_mark m = arena_mark(&a);
			struct str words = str_from(play_why(&a, &p.said.list.v[j]));

			if (!words.n || str_index(words, '\n') != SIZE_MAX ||
			    str_index(words, '%') != SIZE_MAX)
				fail_msg("%s: packet %llu: '" STR_F "'", src->name,
					 (unsigned long long)p.said.list.v[j].seg.packet,
					 STR_A(words));
			arena_reset(&a, m);
		}
		arena_fini(&a);
	}
}

static void
unseen_is_the_same(void **state)
{
	static const struct turn turn = { .name = "nobody looks" };
	unsigned differences = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		struct arena a;
		struct play was, is;

		arena_init(&a, "test", 0);
		play_all(&was, &a, src->segs, src->n, true);
		play_all(&is, &a, src->segs, src->n, false);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
}

static void
times_may_be_any(void **state)
{
	static const struct turn later = { .name = "30 years later",
					   .later_ns = 946080000LL * NS_PER_S + 123456789 };
	static const struct turn earlier = { .name = "100 years earlier",
					     .later_ns = -3155760000LL * NS_PER_S };

	(void)state;
	hold(&later, turn_all);
	hold(&earlier, turn_all);
}

static void
isn_may_be_any(void **state)
{
	static const struct turn turns[] = {
		{ .name = "client's ISN up", .isn_up = { 123456789, 0 } },
		{ .name = "server's ISN up", .isn_up = { 0, 0x80000001 } },
		{ .name = "both ISNs up", .isn_up = { 0xfffff000, 0x7fffffff } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(turns); i++)
		hold(&turns[i], turn_all);
}

/* The hosts change places, the ports stay with what was said. */
static struct segments
swap_hosts(struct arena *a, const struct turn *turn, const struct source *src)
{
	struct segments segs = { 0 };

	(void)turn;
	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		s.src.addr = src->segs[i].dst.addr;
		s.dst.addr = src->segs[i].src.addr;
		vec_push(a, &segs.list, s);
	}
	return segs;
}

/* The ends change places altogether. */
static struct segments
swap_ends(struct arena *a, const struct turn *turn, const struct source *src)
{
	struct segments segs = { 0 };

	(void)turn;
	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		s.src = src->segs[i].dst;
		s.dst = src->segs[i].src;
		vec_push(a, &segs.list, s);
	}
	return segs;
}

static void
names_mean_nothing(void **state)
{
	static const struct turn hosts = { .name = "hosts swapped" };
	static const struct turn ends = { .name = "ends swapped", .other_way = true };

	(void)state;
	hold(&hosts, swap_hosts);
	hold(&ends, swap_ends);
}

/* Copies that can be known as such: where the IP header has an identification. */
static struct segments
twice(struct arena *a, const struct turn *turn, const struct source *src)
{
	struct segments segs = { 0 };

	(void)turn;
	for (size_t i = 0; i < src->n; i++) {
		struct segment s = src->segs[i];

		s.packet = 2 * src->segs[i].packet - 1;
		vec_push(a, &segs.list, s);
		s.packet++;
		if (s.known & SEG_HAS_IP && s.ip_id)
			vec_push(a, &segs.list, s);
	}
	return segs;
}

static void
copies_count_nowhere(void **state)
{
	static const struct turn turn = { .name = "each packet twice", .twice = true };

	(void)state;
	hold(&turn, twice);
}

/* ---- ways to feed ---- */

static struct play
play_until(struct arena *a, const struct segment *segs, size_t n, uint64_t until_packet)
{
	struct tracker_options options = { .episodes = true, .until_packet = until_packet };
	struct play p = { .arena = a, .tracker = tracker_new(a, &options) };

	tracker_feed_all(p.tracker, segs, n);
	tracker_finish(p.tracker);
	return p;
}

static void
the_future_is_unknown(void **state)
{
	static const struct turn turn = { .name = "until a packet" };
	unsigned differences = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		size_t half = src->n / 2 + 1;
		struct arena a;
		struct play was, is;

		arena_init(&a, "test", 0);
		play_all(&was, &a, src->segs, half, false);
		is = play_until(&a, src->segs, src->n, src->segs[half - 1].packet);
		compare(&cmp, &was, &is);
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
}

/* Connections as they are given away when they are over. */
struct given {
	struct comparison *cmp;
	const struct tracker *kept;
	uint64_t n;
};

static void
take_given(void *ctx, const struct conn *c)
{
	struct given *g = ctx;

	g->n++;
	if (c->number < 1 || c->number > tracker_count(g->kept))
		differ(g->cmp, "connection %u is given away", c->number);
	else
		compare_conn(g->cmp, tracker_conn(g->kept, c->number - 1), c);
}

/* Whether something comes so late that a closed connection has been given away. */
static bool
rests_long(const struct source *src)
{
	for (size_t i = 1; i < src->n; i++)
		if (src->segs[src->n - 1].time_ns - src->segs[0].time_ns > 60LL * NS_PER_S)
			return true;
	return false;
}

static void
giving_away_is_the_same(void **state)
{
	static const struct turn turn = { .name = "given away" };
	unsigned differences = 0;

	(void)state;
	for (size_t i = 0; i < sources.list.n; i++) {
		const struct source *src = &sources.list.v[i];
		struct comparison cmp = { .turn = &turn, .source = src->name };
		struct given given = { .cmp = &cmp };
		struct tracker_options options = { .episodes = true,
						   .over = take_given,
						   .over_ctx = &given };
		struct arena a;
		struct play was;
		struct tracker *t;

		if (rests_long(src))
			continue;
		arena_init(&a, "test", 0);
		play_all(&was, &a, src->segs, src->n, false);
		given.kept = was.tracker;
		t = tracker_new(&a, &options);
		tracker_feed_all(t, src->segs, src->n);
		tracker_finish(t);
		if (given.n != tracker_count(was.tracker))
			differ(&cmp, "%llu given away of %zu", (unsigned long long)given.n,
			       tracker_count(was.tracker));
		arena_fini(&a);
		differences += cmp.differences;
	}
	assert_int_equal(differences, 0);
}

static int
setup(void **state)
{
	const char *root = getenv("CRUX_SOURCE");

	(void)state;
	arena_init(&all_arena, "sources", 0);
	sources_find(&all_arena, root ? root : ".", &sources);
	return sources.list.n ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_fini(&all_arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invariants),
		cmocka_unit_test(words_for_all),
		cmocka_unit_test(unseen_is_the_same),
		cmocka_unit_test(times_may_be_any),
		cmocka_unit_test(isn_may_be_any),
		cmocka_unit_test(names_mean_nothing),
		cmocka_unit_test(copies_count_nowhere),
		cmocka_unit_test(the_future_is_unknown),
		cmocka_unit_test(giving_away_is_the_same),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
