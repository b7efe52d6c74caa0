/*
 * row.c - what goes into a row comes out of it, to the last field
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "tcp/row.h"

#define BASE_NS 1700000000000000000

static struct row_base base = { .ns = BASE_NS };

/* Numbers without a seed of the day: xorshift64*. */
static uint64_t dice = 88172645463325252;

static uint64_t
roll(void)
{
	dice ^= dice >> 12;
	dice ^= dice << 25;
	dice ^= dice >> 27;
	return dice * 2685821657736338717;
}

static bool
one_in(unsigned n)
{
	return roll() % n == 0;
}

static struct segment
syn(bool v4)
{
	struct segment s = {
		.time_ns = 1700000000123456789,
		.packet = 1,
		.src = { addr_from_v4(0xc0000201), 40000 },
		.dst = { addr_from_v4(0xc6336402), 443 },
		.seq = 0x12345678,
		.window = 64240,
		.mss = 1460,
		.flags = TCP_SYN,
		.options = OPT_MSS | OPT_WSCALE | OPT_SACK_OK | OPT_TIMESTAMP,
		.known = SEG_HAS_TIME | SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP,
		.wscale = 7,
		.tsval = 0xcafebabe,
		.checksum = CHECKSUM_GOOD,
		.ttl = 57,
		.ip_id = 0x4321,
	};

	if (!v4) {
		s.src.addr.b[0] = s.dst.addr.b[0] = 0x20;
		s.ip_id = 0;
	}
	return s;
}

static struct segment
answer(const struct segment *to)
{
	struct segment s = *to;

	s.src = to->dst;
	s.dst = to->src;
	s.time_ns += 23456789;
	s.packet += 3;
	s.flags |= TCP_ACK;
	s.seq = 0x9abcdef0;
	s.ack = to->seq + 1;
	s.tsval = 0xdeadbeef;
	s.tsecr = to->tsval;
	s.ip_id = 0;
	s.ttl = 64;
	s.window = 65160;
	return s;
}

static struct segment
later(const struct segment *than)
{
	struct segment s = *than;

	s.time_ns += 1031456789;
	s.packet += 700;
	s.tsval += 1031;
	s.ip_id++;
	return s;
}

static void
same_segment(const struct segment *a, const struct segment *b)
{
#define SAME(field) assert_true(a->field == b->field)
	SAME(time_ns), SAME(packet), SAME(src.port), SAME(dst.port), SAME(seq), SAME(ack);
	SAME(len), SAME(window), SAME(mss), SAME(flags), SAME(options), SAME(known), SAME(wscale);
	SAME(tsval), SAME(tsecr), SAME(nsack), SAME(checksum), SAME(ttl), SAME(tos), SAME(ip_id);
	SAME(urgent), SAME(interface), SAME(direction);
#undef SAME
	assert_true(addr_eq(&a->src.addr, &b->src.addr));
	assert_true(addr_eq(&a->dst.addr, &b->dst.addr));
}

static void
holds(const struct row *r, const struct segment *want, size_t n)
{
	struct row_segment got[ROW_SEGMENTS_MAX];

	assert_int_equal(row_segments(r, &base, got), n);
	for (size_t i = 0; i < n; i++)
		same_segment(&got[i].s, &want[i]);
}

/* What floods, scans and busy servers make has room. */
static void
usual_openings(void **state)
{
	(void)state;
	for (int v4 = 0; v4 < 2; v4++) {
		struct segment s[4] = { syn(v4) };
		struct row_added added;
		struct row r;

		s[1] = later(&s[0]);
		assert_true(row_start(&r, &base, 7, &s[0], true, &added));
		holds(&r, s, 1);
		assert_true(row_add(&r, &base, &s[1], &added));
		holds(&r, s, 2);
		s[1] = answer(&s[0]);
		assert_true(row_start(&r, &base, 7, &s[0], true, &added));
		assert_true(row_add(&r, &base, &s[1], &added));
		holds(&r, s, 2);
		if (!v4)
			continue;
		s[2] = later(&s[1]);
		assert_true(row_add(&r, &base, &s[2], &added));
		holds(&r, s, 3);
		assert_int_equal(r.number, 7);
	}
}

static void
no_opening(void **state)
{
	struct segment s = syn(true), ack = answer(&s), other;
	struct row_added added;
	struct row r, before;

	(void)state;
	ack.flags = TCP_ACK;
	assert_false(row_start(&r, &base, 1, &ack, true, &added));
	for (unsigned flag = TCP_FIN; flag <= TCP_URG; flag <<= 1) {
		other = s;
		other.flags |= (uint8_t)flag;
		assert_int_equal(row_start(&r, &base, 1, &other, true, &added),
				 !(flag & (TCP_FIN | TCP_RST | TCP_URG)));
	}
	other = s;
	other.len = 1; /* Fast Open */
	assert_false(row_start(&r, &base, 1, &other, true, &added));
	assert_true(row_start(&r, &base, 1, &s, true, &added));
	before = r;
	assert_false(row_add(&r, &base, &ack, &added));
	assert_false(row_add(&r, &base, &other, &added));
	other = s;
	other.seq++; /* another connection */
	assert_false(row_add(&r, &base, &other, &added));
	other = answer(&s);
	other.flags = TCP_RST | TCP_ACK;
	assert_false(row_add(&r, &base, &other, &added));
	other = answer(&s);
	other.flags = TCP_SYN; /* both at once */
	assert_false(row_add(&r, &base, &other, &added));
	assert_memory_equal(&r, &before, sizeof r);
}

static void
both_ends(void **state)
{
	(void)state;
	for (int v4 = 0; v4 < 2; v4++) {
		struct segment s = syn(v4), back = answer(&s), other = s;
		struct endpoint client, server;
		struct row_added added;
		struct row r;

		assert_true(row_start(&r, &base, 1, &back, false, &added));
		row_ends(&r, &client, &server);
		assert_true(addr_eq(&client.addr, &s.src.addr) && client.port == s.src.port);
		assert_true(addr_eq(&server.addr, &s.dst.addr) && server.port == s.dst.port);
		assert_true(row_between(&r, &s.src, &s.dst));
		assert_true(row_between(&r, &s.dst, &s.src));
		other.src.port++;
		assert_false(row_between(&r, &other.src, &other.dst));
		other = s;
		other.dst.addr.b[15] ^= 1;
		assert_false(row_between(&r, &other.src, &other.dst));
		other = s;
		other.src.addr.b[3] ^= 1; /* the same last four bytes */
		assert_false(row_between(&r, &other.src, &other.dst));
		assert_false(row_between(&r, &other.dst, &other.src));
	}
}

/* Any values at all: the row says no, or holds them. */
static void
scramble(struct segment *s)
{
	if (one_in(3))
		s->time_ns = (int64_t)roll() / 2;
	if (one_in(4))
		s->ack = (uint32_t)roll();
	if (one_in(4))
		s->window = (uint16_t)roll();
	if (one_in(4))
		s->mss = (uint16_t)roll();
	if (one_in(4))
		s->options = (uint8_t)roll();
	if (one_in(4))
		s->known = (uint8_t)roll();
	if (one_in(4))
		s->wscale = (uint8_t)roll();
	if (one_in(4))
		s->tsval = (uint32_t)roll();
	if (one_in(4))
		s->tsecr = (uint32_t)roll();
	if (one_in(4))
		s->checksum = (uint8_t)roll();
	if (one_in(4))
		s->tos = (uint8_t)roll();
	if (one_in(4))
		s->ip_id = (uint16_t)roll();
	if (one_in(4))
		s->interface = (uint16_t)roll();
	if (one_in(4))
		s->direction = (uint8_t)roll();
	if (one_in(8))
		s->len = (uint32_t)roll();
	if (one_in(16))
		s->nsack = (uint8_t)roll();
	if (one_in(16))
		s->urgent = (uint16_t)roll();
	if (one_in(4))
		s->flags |= (uint8_t)roll();
}

static void
any_opening(void **state)
{
	unsigned longest = 0;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		struct segment s[ROW_SEGMENTS_MAX + 1] = { syn(roll() & 1) };
		size_t n = 1;
		struct row_added added;
		struct row r;

		scramble(&s[0]);
		s[0].packet = roll() >> (roll() % 64);
		if (!row_start(&r, &base, 1, &s[0], true, &added))
			continue;
		holds(&r, s, 1);
		for (; n <= ROW_SEGMENTS_MAX; n++) {
			s[n] = one_in(2) ? later(&s[n - 1]) : answer(&s[0]);
			if (one_in(4))
				scramble(&s[n]);
			s[n].packet = s[n - 1].packet + 1 + (roll() >> (20 + roll() % 44));
			if (!row_add(&r, &base, &s[n], &added))
				break;
			holds(&r, s, n + 1);
		}
		longest = MAX(longest, (unsigned)n);
	}
	assert_in_range(longest, 3, ROW_SEGMENTS_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_openings),
		cmocka_unit_test(no_opening),
		cmocka_unit_test(both_ends),
		cmocka_unit_test(any_opening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
