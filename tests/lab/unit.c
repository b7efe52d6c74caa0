/*
 * unit.c - the path of the lab, piece by piece: what it decides, and how it cuts and joins
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <string.h>

#include "impair.h"

#define MS 1000000LL
#define COUNT(a) (sizeof(a) / sizeof *(a))
#define ISN 1000u
#define HEADERS 40u

/* A direction, told in words. */
static struct impair
told(const char *text)
{
	struct impair im = { 0 };
	char words[256], *save = NULL;
	const char *err;

	strncpy(words, text, sizeof words - 1);
	words[sizeof words - 1] = '\0';
	for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
		if (!impair_word(&im, w, &err))
			fail_msg("%s: %s", w, err);
	return im;
}

static struct packet
segment(uint32_t seq, uint32_t len, uint8_t flags)
{
	return (struct packet){
		.len = HEADERS + len,
		.payload = HEADERS,
		.payload_len = len,
		.seq = seq,
		.flags = flags,
		.sport = 80,
		.dport = 40000,
		.ect = true,
	};
}

struct run {
	struct impair im;
	struct impair_state st;
	struct flow_memory *memory;
};

static struct run
begin(const char *words)
{
	struct run r = { .im = told(words), .memory = flow_memory_new() };
	struct packet syn = segment(ISN, 0, TCP_SYN);

	assert_non_null(r.memory);
	impair_decide(&r.im, &r.st, r.memory, 0, &syn, 0);
	return r;
}

static struct verdict
pass(struct run *r, struct packet p, int64_t ms)
{
	return impair_decide(&r->im, &r->st, r->memory, 0, &p, ms * MS);
}

/* The nth full segment of the stream, from 0. */
static struct packet
data(uint32_t n)
{
	return segment(ISN + 1 + n * 1000, 1000, TCP_ACK);
}

static void
test_words(void **state)
{
	static const char *const wrong[] = { "loss",	   "loss=",	  "loss=x",    "lost=1",
					     "hold_ms=10", "drop=byt:1",  "rate=1e6x", "=1",
					     "drop=data1", "delay_ms=1s", "hold_ms=1-" };
	struct impair im = told("delay_ms=2.5 rate=1e6 hold_ms=10-20 drop=byte:7*2,syn gro=1");

	(void)state;
	assert_int_equal(im.delay_ns, 2500000);
	assert_int_equal(im.rate_bps, 1000000);
	assert_int_equal(im.hold.to_ns, 20 * MS);
	assert_int_equal(im.drop.n, 2);
	assert_int_equal(im.drop.named[0].times, 2);
	assert_int_equal(im.drop.named[1].kind, NAMED_SYN);
	assert_true(im.gro);
	for (size_t i = 0; i < COUNT(wrong); i++) {
		char word[32];
		const char *err;

		strncpy(word, wrong[i], sizeof word - 1);
		word[sizeof word - 1] = '\0';
		if (impair_word(&im, word, &err))
			fail_msg("'%s' was taken", wrong[i]);
	}
}

/* Which of ten segments are lost, the sixth (byte 5000) sent twice. */
static void
test_named(void **state)
{
	static const struct {
		const char *words, *fates; /* x lost, - sent; the repeat is last */
	} cases[] = {
		{ "drop=byte:5000", "-----x-----" },
		{ "drop=byte:5000*2", "-----x----x" },
		{ "drop=byte:5999*3", "-----x----x" },
		{ "drop=data:3+2", "--xx-------" },
		{ "drop=data:11", "----------x" },
		{ "drop=data:2,byte:5000", "-x---x-----" },
		{ "drop=fin*1,syn*2,ack:1", "-----------" },
		{ "mtu=1000", "xxxxxxxxxxx" },
		{ "mtu=1040", "-----------" },
		{ "blackout_ms=3-5", "---xx------" },
		{ "idle_ms=5", "----------x" }, /* the repeat comes 10 ms later */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct run r = begin(cases[i].words);
		char fates[12] = "";

		for (uint32_t n = 0; n < 11; n++) {
			struct verdict v = pass(&r, data(n < 10 ? n : 5), n < 10 ? n : 19);

			fates[n] = v.fate == FATE_SENT ? '-' : 'x';
		}
		if (strcmp(fates, cases[i].fates))
			fail_msg("%s: %s, not %s", cases[i].words, fates, cases[i].fates);
	}
}

/* 8 Mbit/s: a kilobyte a millisecond; room for three segments; marks above one. */
static void
test_queue(void **state)
{
	struct run r = begin("rate=8e6 queue=3120 ecn=1040 delay_ms=10");
	int64_t last_ns = 0;

	(void)state;
	for (uint32_t n = 0; n < 5; n++) {
		struct verdict v = pass(&r, data(n), 100);

		assert_int_equal(v.fate, n < 3 ? FATE_SENT : FATE_QUEUE);
		assert_int_equal(v.backlog_bytes, n < 3 ? n * 1040 : 3120);
		if (v.fate != FATE_SENT)
			continue;
		assert_int_equal(v.ce, n == 2);
		assert_int_equal(v.deliver_ns, 110 * MS + (n + 1) * 1040000);
		assert_true(v.deliver_ns > last_ns);
		last_ns = v.deliver_ns;
	}
	assert_int_equal(pass(&r, data(5), 104).backlog_bytes, 0);
}

/* A bucket of two segments that fills by one in a millisecond. */
static void
test_policer(void **state)
{
	static const int64_t at_ms[] = { 1, 1, 1, 2, 2, 9, 9, 9 };
	static const char want[] = "--x-x--x";
	struct run r = begin("police=8.32e6 police_burst=2080");

	(void)state;
	for (size_t i = 0; i < COUNT(at_ms); i++) {
		struct verdict v = pass(&r, data((uint32_t)i), at_ms[i]);

		assert_int_equal(v.fate == FATE_POLICER, want[i] == 'x');
	}
}

static void
test_delay(void **state)
{
	struct run r = begin("delay_ms=10 hold_ms=50-60 step_at_ms=80 step_ms=30 "
			     "delay_packet=byte:1000 late_ms=15");
	static const struct {
		int64_t at_ms, deliver_ms;
	} cases[] = {
		{ 1, 11 }, { 2, 27 }, /* late, and what is behind is not */
		{ 3, 13 }, { 45, 55 }, { 50, 60 }, { 55, 65 }, { 80, 120 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct verdict v = pass(&r, data((uint32_t)i), cases[i].at_ms);

		if (v.deliver_ns != cases[i].deliver_ms * MS)
			fail_msg("row %zu: %lld ns", i, (long long)v.deliver_ns);
		assert_int_equal(v.late, i == 1);
	}
}

/* Shares come out as asked, alike for one seed, and losses of a burst stand together. */
static void
test_chance(void **state)
{
	unsigned lost[3] = { 0 }, runs = 0, last = 0;
	struct run a = begin("loss=0.1 seed=1"), b = begin("loss=0.1 seed=1"),
		   burst = begin("burst_enter=0.02 burst_leave=0.2 seed=3");

	(void)state;
	for (uint32_t n = 0; n < 20000; n++) {
		bool x = pass(&a, data(n), n).fate == FATE_RANDOM;
		bool y = pass(&burst, data(n), n).fate == FATE_BURST;

		assert_int_equal(x, pass(&b, data(n), n).fate == FATE_RANDOM);
		lost[0] += x;
		lost[1] += y;
		runs += y && !last;
		last = y;
	}
	assert_in_range(lost[0], 1850, 2150);
	/* in the bad state 0.02 / (0.02 + 0.2) of the time, five at a time */
	assert_in_range(lost[1], 1500, 2150);
	assert_in_range(lost[1] * 10 / runs, 42, 58);
}

/* --- packets --- */

static size_t
make(uint8_t *b, bool v6, uint32_t seq, const char *payload, uint8_t flags)
{
	size_t l4 = v6 ? 40 : 20, len = l4 + 20 + strlen(payload);

	memset(b, 0, l4 + 20);
	b[0] = v6 ? 0x60 : 0x45;
	b[v6 ? 6 : 9] = 6;
	b[v6 ? 8 : 12] = 10;
	b[1] = v6 ? 0x20 : 0x02; /* ECT(0) */
	b[l4 + 1] = 80;
	b[l4 + 3] = 99;
	for (size_t i = 0; i < 4; i++)
		b[l4 + 4 + i] = (uint8_t)(seq >> (24 - 8 * i));
	b[l4 + 12] = 5 << 4;
	b[l4 + 13] = flags;
	memcpy(b + l4 + 20, payload, strlen(payload));
	return len;
}

/* RFC 1071: over all with its checksum in place the sum is all ones. */
static uint32_t
tcp_sum(const struct packet *p)
{
	uint64_t s = 6 + p->len - p->l4;
	size_t from = p->v6 ? 8 : 12;

	for (size_t i = from; i < p->len; i++) {
		if (i >= (p->v6 ? 40u : 20u) || i < from + (p->v6 ? 32 : 8))
			s += (uint64_t)p->bytes[i] << ((i - from) % 2 ? 0 : 8);
	}
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint32_t)s;
}

static void
test_cut_and_join(void **state)
{
	(void)state;
	for (int v6 = 0; v6 < 2; v6++) {
		uint8_t bytes[256], out[256], all[256];
		size_t len = make(bytes, v6, 4294967290u, "abcdefghijk", TCP_ACK | TCP_PSH);
		struct packet whole, piece, joined;
		size_t n = 0;

		assert_true(packet_parse(bytes, len, &whole));
		assert_int_equal(whole.payload_len, 11);
		assert_true(whole.ect);
		for (; packet_piece(&whole, 4, n, out, &piece); n++) {
			assert_int_equal(piece.seq, (uint32_t)(whole.seq + 4 * n));
			assert_int_equal(piece.payload_len, n < 2 ? 4 : 3);
			assert_int_equal(piece.flags, n < 2 ? TCP_ACK : TCP_ACK | TCP_PSH);
			assert_int_equal(tcp_sum(&piece), 0xffff);
			if (n) {
				assert_true(packet_join(&joined, &piece, sizeof all));
				continue;
			}
			memcpy(all, out, piece.len);
			assert_true(packet_parse(all, piece.len, &joined));
		}
		assert_int_equal(n, 3);
		assert_int_equal(joined.len, whole.len);
		assert_memory_equal(all + joined.payload, "abcdefghijk", 11);
		assert_false(packet_join(&joined, &piece, sizeof all)); /* not the next */
	}
}

static void
test_not_tcp(void **state)
{
	uint8_t bytes[60] = { 0x45 };
	struct packet p;

	(void)state;
	assert_false(packet_parse(bytes, 19, &p));
	assert_true(packet_parse(bytes, 60, &p));
	assert_int_equal(p.payload, 0);
	bytes[9] = 6; /* its header says a length of 0 */
	assert_true(packet_parse(bytes, 60, &p));
	assert_int_equal(p.payload, 0);
	bytes[0] = 0x44;
	assert_false(packet_parse(bytes, 60, &p));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),	     cmocka_unit_test(test_named),
		cmocka_unit_test(test_queue),	     cmocka_unit_test(test_policer),
		cmocka_unit_test(test_delay),	     cmocka_unit_test(test_chance),
		cmocka_unit_test(test_cut_and_join), cmocka_unit_test(test_not_tcp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
