/*
 * ties.c - the order of packets with the same time stamp
 *
 * Each row is a run in the order that is right; whatever order it comes in, that is what
 * must be made of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <string.h>

#include "wire/ties.h"

#define ROW_MAX 6
#define AT_NS (INT64_C(1700000000) * NS_PER_S + 123456000) /* no multiple of a millisecond */

struct packet {
	char from;   /* 'c' or 's', '\0' ends a row */
	uint8_t add; /* flags besides ACK; TCP_ACK: none of it */
	uint32_t seq, len, ack;
	uint32_t sack[2];
	uint32_t tsval, tsecr; /* 0: no option */
	uint16_t id;	       /* 0: IPv6, or none */
	uint16_t window;
	uint8_t icmp;
	uint8_t of; /* which connection */
};

#define P(...)                       \
	{                            \
		__VA_ARGS__, .of = 1 \
	}

static const struct row {
	const char *name;
	struct packet v[ROW_MAX + 1];
} rows[] = {
	{ "data by number",
	  { P('c', 0, 100, 10, 5), P('c', 0, 110, 10, 5), P('c', 0, 120, 10, 5) } },
	{ "numbers wrap",
	  { P('c', 0, 0xfffffff0, 16, 5), P('c', 0, 0, 16, 5), P('c', 0, 16, 16, 5) } },
	{ "an ACK behind what it acknowledges",
	  { P('c', 0, 100, 10, 5), P('s', 0, 5, 0, 110), P('c', 0, 110, 10, 5) } },
	{ "an ACK of a part, as cards cut what they send",
	  { P('c', 0, 100, 1000, 5), P('s', 0, 5, 0, 300), P('s', 0, 5, 0, 1100) } },
	{ "the handshake",
	  { P('c', TCP_SYN | TCP_ACK, 99), P('s', TCP_SYN, 4, 0, 100), P('c', 0, 100, 0, 5),
	    P('c', 0, 100, 10, 5) } },
	{ "refused", { P('c', TCP_SYN | TCP_ACK, 99), P('s', TCP_RST, 0, 0, 100) } },
	{ "request and answer",
	  { P('c', 0, 100, 10, 5), P('s', 0, 5, 0, 110), P('s', 0, 5, 50, 110),
	    P('c', 0, 110, 0, 55) } },
	{ "the end",
	  { P('c', 0, 100, 10, 5), P('c', TCP_FIN, 110, 0, 5), P('s', TCP_FIN, 5, 0, 111),
	    P('c', 0, 111, 0, 6) } },
	{ "a reset is last, as nothing answers it",
	  { P('c', 0, 100, 10, 5), P('s', 0, 5, 10, 100), P('c', TCP_RST, 110, 0, 5) } },
	{ "a duplicate ACK behind the data that it tells to have come",
	  { P('c', 0, 200, 100, 5), P('s', 0, 5, 0, 100, { 200, 300 }) } },
	{ "a repeat behind the duplicate ACK that asks for it",
	  { P('s', 0, 5, 0, 100, { 200, 300 }), P('s', 0, 5, 0, 100, { 200, 400 }),
	    P('c', 0, 100, 100, 5) } },
	{ "duplicate ACKs by what they tell to have come",
	  { P('s', 0, 5, 0, 100, { 200, 300 }), P('s', 0, 5, 0, 100, { 200, 400 }),
	    P('s', 0, 5, 0, 100, { 150, 400 }), P('s', 0, 5, 0, 150, { 200, 300 }) } },
	{ "a late original in front of its repeat, by the older time stamp",
	  { P('c', 0, 100, 100, 5, { 0 }, 1000, 7), P('c', 0, 100, 100, 5, { 0 }, 1004, 7) } },
	{ "a repeat behind new data that was sent before, by the ACK that it has",
	  { P('c', 0, 500, 100, 5), P('c', 0, 100, 100, 9) } },
	{ "as its sender counted packets: a shrunk window is the later one",
	  { P('s', 0, 5, 0, 100, { 0 }, 0, 0, 7, 900),
	    P('s', 0, 5, 0, 100, { 0 }, 0, 0, 8, 800) } },
	{ "a count that wraps",
	  { P('s', 0, 5, 0, 100, { 0 }, 0, 0, 0xffff, 900),
	    P('s', 0, 5, 0, 100, { 0 }, 0, 0, 2, 800) } },
	{ "a count by chance is none",
	  { P('s', 0, 5, 10, 100, { 0 }, 0, 0, 50000), P('s', 0, 15, 10, 100, { 0 }, 0, 0, 700) } },
	{ "a keep-alive in front of its answer", { P('c', 0, 99, 0, 5), P('s', 0, 5, 0, 100) } },
	{ "the end of a connection in front of the next one",
	  { P('c', TCP_FIN, 0x50000000, 0, 5), P('s', TCP_FIN, 5, 0, 0x50000001),
	    P('c', TCP_SYN | TCP_ACK, 0x90000000) } },
	{ "echoes, where numbers say nothing",
	  { P('s', 0, 5, 0, 100, { 0 }, 1001, 49), P('c', 0, 100, 0, 5, { 0 }, 50, 1001) } },
	{ "the client, where nothing else does", { P('c', 0, 100, 10, 5), P('s', 0, 5, 10, 100) } },
	{ "an error behind what it is about",
	  { P('c', 0, 100, 10, 5), P('c', 0, 100, 0, 0, .icmp = ICMP_TOO_BIG) } },
};

static struct segment
segment_of(const struct packet *p, uint64_t number)
{
	struct segment s = {
		.time_ns = AT_NS,
		.packet = number,
		.src = { .port = p->from == 'c' ? 50000 : 443 },
		.dst = { .port = p->from == 'c' ? 443 : 50000 },
		.seq = p->seq,
		.ack = p->ack,
		.len = p->len,
		.tsval = p->tsval,
		.tsecr = p->tsecr,
		.flags = p->add ^ TCP_ACK,
		.options = p->tsval ? OPT_TIMESTAMP : 0,
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP,
		.ip_id = p->id,
		.window = p->window,
		.icmp = p->icmp,
		.nsack = p->sack[1] != 0,
		.ends_tag = p->of,
	};

	if (!s.icmp)
		memcpy(s.sack[0], p->sack, sizeof p->sack);
	return s;
}

/* The k-th of all orders of v. */
static void
permute(struct segment *v, size_t n, size_t k)
{
	for (size_t i = n; i > 1; i--) {
		struct segment kept = v[i - 1];

		v[i - 1] = v[k % i];
		v[k % i] = kept;
		k /= i;
	}
}

static void
settle(struct segment *v, size_t n)
{
	struct ties t = { .fine = true };

	assert_int_equal(ties_settle(&t, v, n, true), n);
}

static void
whatever_order_they_come_in(void **state)
{
	unsigned wrong = 0;

	(void)state;
	for (const struct row *r = rows; r < rows + COUNT_OF(rows); r++) {
		size_t n = 0, orders = 1;

		for (; r->v[n].from; n++)
			orders *= n + 1;
		for (size_t k = 0; k < orders; k++) {
			struct segment v[ROW_MAX];

			for (size_t i = 0; i < n; i++)
				v[i] = segment_of(&r->v[i], i + 1);
			permute(v, n, k);
			settle(v, n);
			for (size_t i = 0; i < n; i++)
				if (v[i].packet != i + 1) {
					print_error("%s, order %zu: packet %llu at %zu\n", r->name,
						    k, (unsigned long long)v[i].packet, i + 1);
					wrong++;
					break;
				}
		}
	}
	assert_int_equal(wrong, 0);
}

static struct segment
data(uint64_t number, uint32_t seq)
{
	struct packet p = P('c', 0, seq, 10, 5);

	return segment_of(&p, number);
}

/* n of one connection, the last sent first in the file. */
static void
backward(struct segment *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i] = data(i + 1, (uint32_t)(10 * (n - i)));
}

static void
a_run_has_an_end(void **state)
{
	struct segment v[TIES_MAX + 1];

	(void)state;
	backward(v, TIES_MAX);
	settle(v, TIES_MAX);
	for (size_t i = 0; i < TIES_MAX; i++)
		assert_int_equal(v[i].packet, TIES_MAX - i);
	backward(v, TIES_MAX + 1);
	settle(v, TIES_MAX + 1);
	for (size_t i = 0; i <= TIES_MAX; i++)
		assert_int_equal(v[i].packet, i + 1);
}

/* As capture_read asks for them: room for a batch, of which less may be ready. */
static size_t
in_batches(const struct segment *v, size_t n, size_t batch, struct segment *ret)
{
	struct segment some[2 * TIES_MAX];
	struct ties t = { .fine = false };
	size_t at = 0, got = 0, ready;

	do {
		size_t held = ties_take_held(&t, some, batch);
		size_t more = MIN(batch - held, n - at);

		memcpy(some + held, v + at, more * sizeof *v);
		at += more;
		ready = ties_settle(&t, some, held + more, at == n);
		memcpy(ret + got, some, ready * sizeof *v);
		got += ready;
	} while (ready);
	return got;
}

/* Runs of all lengths, too long ones among them, and a clock that is seen to be fine late. */
static void
batches_mean_nothing(void **state)
{
	enum { N = 2000 };
	static struct segment v[N], whole[N], in_parts[N];
	uint32_t x = 1;
	int64_t ns = 0;

	(void)state;
	for (size_t i = 0, left = 0; i < N; i++) {
		x = x * 1664525 + 1013904223;
		if (!left) {
			ns += i < N / 4 ? NS_PER_MS : 1000 * (1 + (int64_t)(x >> 28));
			left = x >> 16 & 1 ? 1 + (x >> 20) % (TIES_MAX + 9) : 1 + (x >> 20) % 5;
		}
		left--;
		v[i] = data(i + 1, x >> 8 & 0xffff);
		v[i].time_ns = ns;
	}
	assert_int_equal(in_batches(v, N, 2 * TIES_MAX, whole), N);
	assert_memory_not_equal(whole, v, sizeof v);
	for (size_t batch = TIES_MAX + 1; batch < 2 * TIES_MAX; batch++) {
		assert_int_equal(in_batches(v, N, batch, in_parts), N);
		assert_memory_equal(in_parts, whole, sizeof whole);
	}
}

static void
one_by_one_is_the_same(void **state)
{
	struct segment v[7], ready[TIES_READY_MAX], got[7];
	size_t n = 0;
	struct arena a;
	struct ties *t;

	(void)state;
	arena_init(&a, "test", 0);
	t = ties_new(&a);
	backward(v, 7);
	v[0].time_ns -= 1000;
	v[6].time_ns += 1000;
	for (size_t i = 0; i <= 7; i++) {
		size_t more = ties_add(t, i < 7 ? &v[i] : NULL, ready);

		memcpy(got + n, ready, more * sizeof *ready);
		n += more;
	}
	assert_int_equal(n, 7);
	settle(v, 7);
	assert_memory_equal(got, v, sizeof v);
	assert_int_equal(v[1].packet, 6);
	arena_fini(&a);
}

/* There the file's order is all that tells of round trips. */
static void
a_coarse_clock_keeps_the_order(void **state)
{
	struct ties t = { .fine = false };
	struct segment v[5];

	(void)state;
	backward(v, 5);
	for (size_t i = 0; i < 5; i++)
		v[i].time_ns = INT64_C(1700000000) * NS_PER_S + (i < 3 ? 5 : 7) * NS_PER_MS;
	assert_int_equal(ties_settle(&t, v, 5, true), 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(v[i].packet, i + 1);
}

static void
others_keep_their_places(void **state)
{
	struct segment v[5], untimed;

	(void)state;
	backward(v, 5);
	v[1].src.port = v[3].src.port = 50001;
	v[1].ends_tag = v[3].ends_tag = 2;
	untimed = v[2];
	untimed.known &= (uint8_t)~SEG_HAS_TIME;
	v[2] = untimed;
	settle(v, 5);
	assert_int_equal(v[0].packet, 5);
	assert_int_equal(v[1].packet, 4);
	assert_int_equal(v[2].packet, 3);
	assert_int_equal(v[3].packet, 2);
	assert_int_equal(v[4].packet, 1);
}

/* tcpdump prints no number for a bare ACK: between data nothing tells where it was. */
static void
text_without_numbers_keeps_the_order(void **state)
{
	struct segment v[3];

	(void)state;
	backward(v, 3);
	v[1].known &= (uint8_t)~SEG_HAS_SEQ;
	v[1].len = 0;
	settle(v, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(v[i].packet, i + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_order_they_come_in),
		cmocka_unit_test(a_run_has_an_end),
		cmocka_unit_test(batches_mean_nothing),
		cmocka_unit_test(one_by_one_is_the_same),
		cmocka_unit_test(a_coarse_clock_keeps_the_order),
		cmocka_unit_test(others_keep_their_places),
		cmocka_unit_test(text_without_numbers_keeps_the_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
