/*
 * ip.c - IPv4 and IPv6: lengths, fragments, extension headers, ICMP
 */
#include "build.h"

static struct bytes b;

static void
begin_ip4(size_t payload)
{
	b.n = 0;
	put_ip4(&b, PROTO_TCP, TCP_LEAST + payload);
	put_tcp(&b, NULL, 0, payload);
}

static void
ip4_options(void **state)
{
	struct segment s;

	(void)state;
	for (unsigned words = 0; words <= 10; words++) {
		b.n = 0;
		put_ip4(&b, PROTO_TCP, TCP_LEAST + 3 + words * 4);
		b.b[0] = (uint8_t)(0x45 + words);
		put_fill(&b, 1, (size_t)words * 4);
		put_tcp(&b, NULL, 0, 3);
		assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
		assert_tcp(&s, 3);
		cut_everywhere(LINK_RAW, &b);
	}
}

static void
ip4_lengths(void **state)
{
	/* What the header says, captured and on the wire; what comes out. */
	static const struct {
		unsigned total;
		uint32_t wire;
		enum decode_result result;
		uint32_t payload;
	} rows[] = {
		{ 140, 140, DECODE_TCP, 100 },	   { 140, 200, DECODE_TCP, 100 }, /* a trailer */
		{ 1500, 1500, DECODE_TCP, 1460 }, /* cut by the snap length */
		{ 1500, 140, DECODE_TCP, 1460 },  /* the IP header is believed */
		{ 0, 140, DECODE_TCP, 100 },	  /* longer than 16 bits, by the card's grace */
		{ 0, 65600, DECODE_TCP, 65560 },   { 40, 140, DECODE_TCP, 0 },
		{ 39, 140, DECODE_BAD, 0 },	   { 20, 140, DECODE_BAD, 0 },
		{ 19, 140, DECODE_BAD, 0 },	   { 1, 140, DECODE_BAD, 0 },
		{ 65535, 140, DECODE_TCP, 65495 },
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		begin_ip4(100);
		set16(&b, 2, rows[i].total);
		assert_int_equal(decode(LINK_RAW, view(&b), rows[i].wire, &s), rows[i].result);
		if (rows[i].result == DECODE_TCP)
			assert_tcp(&s, rows[i].payload);
	}
}

static void
ip4_header_length(void **state)
{
	struct segment s;

	(void)state;
	for (unsigned words = 0; words < 16; words++) {
		begin_ip4(0);
		b.b[0] = (uint8_t)(0x40 | words);
		if (words != 5)
			assert_int_not_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
	}
}

static void
ip4_fragments(void **state)
{
	static const struct {
		unsigned field;
		enum decode_result result;
	} rows[] = {
		{ 0x0000, DECODE_TCP },	     { 0x4000, DECODE_TCP },
		{ 0x8000, DECODE_TCP }, /* the evil bit */
		{ 0x2000, DECODE_TCP }, /* the first fragment has the header */
		{ 0x0001, DECODE_FRAGMENT }, { 0x2001, DECODE_FRAGMENT },
		{ 0x1fff, DECODE_FRAGMENT },
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		begin_ip4(10);
		set16(&b, 6, rows[i].field);
		assert_int_equal(decode_all(LINK_RAW, &b, &s), rows[i].result);
		if (rows[i].result == DECODE_TCP)
			assert_tcp(&s, 10);
	}
	begin_ip4(10);
	set16(&b, 6, 0x2000);
	decode_all(LINK_RAW, &b, &s);
	assert_int_equal(s.checksum, CHECKSUM_UNKNOWN);
}

/* Headers between IPv6 and TCP: next is filled in by the one before. */
struct extension {
	unsigned proto;
	size_t n;
	const char *bytes;
};

#define EXT(proto, lit)                     \
	{                                   \
		proto, sizeof(lit) - 1, lit \
	}

static enum decode_result
through_chain(const struct extension *chain, size_t n, struct segment *s)
{
	size_t bytes = 0, next = 6;

	for (size_t i = 0; i < n; i++)
		bytes += chain[i].n;
	b.n = 0;
	put_ip6(&b, PROTO_TCP, bytes + TCP_LEAST + 7);
	for (size_t i = 0; i < n; i++) {
		b.b[next] = (uint8_t)chain[i].proto;
		next = b.n;
		put(&b, chain[i].bytes, chain[i].n);
		b.b[next] = PROTO_TCP;
	}
	put_tcp(&b, NULL, 0, 7);
	cut_everywhere(LINK_RAW, &b);
	return decode_all(LINK_RAW, &b, s);
}

static void
ip6_chains(void **state)
{
	static const struct extension all[] = {
		EXT(0, "\0\0\x05\x02\0\0\x01\0"),	       /* hop by hop: router alert */
		EXT(60, "\0\x01\x01\x0c............"),	       /* destination options, 16 bytes */
		EXT(43, "\0\x02\0\0\0\0\0\0................"), /* routing, all visited */
		EXT(44, "\0\0\0\0\0\0\0\x01"),		       /* an atomic fragment (RFC 6946) */
		EXT(51, "\0\x04\0\0\0\0\0\x01\0\0\0\x01............"), /* authentication */
		EXT(135, "\0\0......"),				       /* mobility */
		EXT(139, "\0\0......"),
		EXT(140, "\0\0......"),
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		assert_int_equal(through_chain(&all[i], 1, &s), DECODE_TCP);
		assert_tcp(&s, 7);
	}
	for (size_t n = 0; n <= COUNT_OF(all); n++) {
		assert_int_equal(through_chain(all, n, &s), DECODE_TCP);
		assert_tcp(&s, 7);
	}
}

static void
ip6_ends_of_chains(void **state)
{
	static const struct {
		struct extension ext;
		enum decode_result result;
	} rows[] = {
		{ EXT(44, "\0\0\0\x08\0\0\0\x01"), DECODE_FRAGMENT },
		{ EXT(44, "\0\0\xff\xf8\0\0\0\x01"), DECODE_FRAGMENT },
		{ EXT(44, "\0\0\0\x01\0\0\0\x01"), DECODE_TCP }, /* the first of several */
		{ EXT(50, "\0\0\0\0\0\0\0\0"), DECODE_OTHER },	 /* ESP: nobody can look in */
		{ EXT(59, "\0\0\0\0\0\0\0\0"), DECODE_OTHER },	 /* no next header */
		{ EXT(17, "\0\x35\0\x35\0\x08\0\0"), DECODE_OTHER },
		{ EXT(132, "\0\0\0\0\0\0\0\0"), DECODE_OTHER }, /* SCTP */
		{ EXT(0, "\0\xff\0\0\0\0\0\0"), DECODE_BAD },	/* longer than the packet */
		{ EXT(51, "\0\xff\0\0\0\0\0\0"), DECODE_BAD },
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(through_chain(&rows[i].ext, 1, &s), rows[i].result);
}

static void
icmp_of_ip6(void **state)
{
	static const enum decode_result results[] = {
		[1] = DECODE_ICMP_UNREACHABLE,
		[2] = DECODE_ICMP_TOO_BIG,
		[3] = DECODE_ICMP_EXCEEDED,
		[4] = DECODE_OTHER,
	};
	struct segment s;

	(void)state;
	for (unsigned type = 1; type < COUNT_OF(results); type++) {
		b.n = 0;
		put_ip6(&b, 58, 8);
		put8(&b, type);
		put_fill(&b, 0, 7);
		assert_int_equal(decode_all(LINK_RAW, &b, &s), results[type]);
		cut_everywhere(LINK_RAW, &b);
	}
}

/* The longest chain that fits is walked, and ends where the bytes do. */
static void
ip6_chain_without_end(void **state)
{
	struct segment s;

	(void)state;
	b.n = 0;
	put_ip6(&b, 60, 65535);
	while (b.n + 8 <= 65535 + 40)
		PUT(&b, "\x3c\0\x01\x04\0\0\0\0");
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_BAD);
}

static void
ip6_lengths(void **state)
{
	struct segment s;

	(void)state;
	b.n = 0;
	put_ip6(&b, PROTO_TCP, 0); /* a jumbogram says 0 */
	put_tcp(&b, NULL, 0, 9);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
	assert_tcp(&s, 9);
	assert_int_equal(decode(LINK_RAW, view(&b), 100060, &s), DECODE_TCP);
	assert_tcp(&s, 100000);
	set16(&b, 4, 20);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
	assert_tcp(&s, 0);
	set16(&b, 4, 19);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_BAD);
}

/* RFC 2675, 2: the hop-by-hop option that Linux' BIG TCP and loopbacks write too. */
static void
ip6_jumbogram(void **state)
{
	struct segment s;

	(void)state;
	b.n = 0;
	put_ip6(&b, 0, 0);
	PUT(&b, "\x06\0\xc2\x04");
	put32(&b, 8 + TCP_LEAST + 70000);
	put_tcp(&b, NULL, 0, 70000);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
	assert_tcp(&s, 70000);
	put_fill(&b, 0, 4); /* a trailer of the link */
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
	assert_tcp(&s, 70000);
	/* one that says less than a common header can, or more than is here, says nothing */
	for (uint32_t says = 60; says; says = says == 60 ? 80000 : 0) {
		set16(&b, 44, says >> 16);
		set16(&b, 46, says);
		assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
		assert_tcp(&s, 70004);
	}
}

static void
icmp_of_ip4(void **state)
{
	static const struct {
		uint8_t type, code;
		enum decode_result result;
	} rows[] = {
		{ 3, 0, DECODE_ICMP_UNREACHABLE },
		{ 3, 3, DECODE_ICMP_UNREACHABLE },
		{ 3, 4, DECODE_ICMP_TOO_BIG },
		{ 3, 13, DECODE_ICMP_UNREACHABLE },
		{ 8, 0, DECODE_OTHER },
		{ 11, 0, DECODE_ICMP_EXCEEDED },
		{ 13, 0, DECODE_OTHER },
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		b.n = 0;
		put_ip4(&b, 1, 36);
		put8(&b, rows[i].type);
		put8(&b, rows[i].code);
		put_fill(&b, 0, 6);
		put_ip4(&b, PROTO_TCP, 20);
		put_fill(&b, 0, 8);
		assert_int_equal(decode_all(LINK_RAW, &b, &s), rows[i].result);
		cut_everywhere(LINK_RAW, &b);
	}
}

static void
ip_in_ip(void **state)
{
	static const unsigned depths[] = { 1, 2, 7, 14, 15, 16, 100 };
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(depths); i++) {
		b.n = 0;
		for (unsigned d = depths[i]; d; d--)
			put_ip4(&b, 4, d * 20 + TCP_LEAST);
		put_ip4(&b, PROTO_TCP, TCP_LEAST);
		put_tcp(&b, NULL, 0, 0);
		assert_int_equal(decode_all(LINK_RAW, &b, &s),
				 depths[i] < 16 ? DECODE_TCP : DECODE_BAD);
	}
	b.n = 0; /* 6in4, as many have at home */
	put_ip4(&b, 41, 40 + TCP_LEAST + 2);
	put_ip6(&b, PROTO_TCP, TCP_LEAST + 2);
	put_tcp(&b, NULL, 0, 2);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
	assert_tcp(&s, 2);
	cut_everywhere(LINK_RAW, &b);
}

static void
authentication_under_ip4(void **state)
{
	struct segment s;

	(void)state;
	b.n = 0;
	put_ip4(&b, 51, 24 + TCP_LEAST);
	PUT(&b, "\x06\x04\0\0\0\0\0\x01\0\0\0\x01............");
	put_tcp(&b, NULL, 0, 0);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
	assert_tcp(&s, 0);
	cut_everywhere(LINK_RAW, &b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ip4_options),
		cmocka_unit_test(ip4_lengths),
		cmocka_unit_test(ip4_header_length),
		cmocka_unit_test(ip4_fragments),
		cmocka_unit_test(ip6_chains),
		cmocka_unit_test(ip6_ends_of_chains),
		cmocka_unit_test(ip6_chain_without_end),
		cmocka_unit_test(ip6_lengths),
		cmocka_unit_test(ip6_jumbogram),
		cmocka_unit_test(icmp_of_ip4),
		cmocka_unit_test(icmp_of_ip6),
		cmocka_unit_test(ip_in_ip),
		cmocka_unit_test(authentication_under_ip4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
