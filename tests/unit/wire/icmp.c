/*
 * icmp.c - ICMP errors and the segments that they quote
 */
#include "build.h"

static struct bytes b;

/* An error of that type and code, from 192.0.2.1, that quotes n bytes of a TCP header. */
static void
begin4(unsigned type, unsigned code, uint32_t rest, size_t n)
{
	static struct bytes quoted;

	quoted.n = 0;
	put_ip4(&quoted, PROTO_TCP, TCP_LEAST + 1400);
	set16(&quoted, 12, 0x0a00); /* sent by 10.0.2.1 */
	put_tcp(&quoted, NULL, 0, 1400);
	b.n = 0;
	put_ip4(&b, 1, 8 + 20 + n);
	put8(&b, type);
	put8(&b, code);
	put16(&b, 0);
	put32(&b, rest);
	put(&b, quoted.b, 20 + n);
}

static void
begin6(unsigned type, unsigned code, uint32_t rest, size_t n)
{
	static struct bytes quoted;

	quoted.n = 0;
	put_tcp(&quoted, NULL, 0, 1400);
	b.n = 0;
	put_ip6(&b, 58, 8 + 40 + n);
	put8(&b, type);
	put8(&b, code);
	put16(&b, 0);
	put32(&b, rest);
	put_ip6(&b, PROTO_TCP, TCP_LEAST + 1400);
	put(&b, quoted.b, n);
}

static void
kinds(void **state)
{
	static const struct {
		bool v6;
		uint8_t type, code, error;
		enum decode_result result;
	} rows[] = {
		{ false, 3, 0, ICMP_HOST_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
		{ false, 3, 1, ICMP_HOST_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
		{ false, 3, 2, ICMP_PROTOCOL_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
		{ false, 3, 3, ICMP_PORT_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
		{ false, 3, 4, ICMP_TOO_BIG, DECODE_ICMP_TOO_BIG },
		{ false, 3, 13, ICMP_PROHIBITED, DECODE_ICMP_UNREACHABLE },
		{ false, 3, 99, ICMP_HOST_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
		{ false, 11, 0, ICMP_TIME_EXCEEDED, DECODE_ICMP_EXCEEDED },
		{ false, 11, 1, ICMP_REASSEMBLY_EXCEEDED, DECODE_ICMP_EXCEEDED },
		{ false, 12, 0, ICMP_PARAMETER_PROBLEM, DECODE_OTHER },
		{ false, 0, 0, ICMP_NONE, DECODE_OTHER },
		{ false, 8, 0, ICMP_NONE, DECODE_OTHER },
		{ false, 4, 0, ICMP_NONE, DECODE_OTHER }, /* source quench: deprecated, RFC 6633 */
		{ true, 1, 0, ICMP_HOST_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
		{ true, 1, 1, ICMP_PROHIBITED, DECODE_ICMP_UNREACHABLE },
		{ true, 1, 4, ICMP_PORT_UNREACHABLE, DECODE_ICMP_UNREACHABLE },
		{ true, 2, 0, ICMP_TOO_BIG, DECODE_ICMP_TOO_BIG },
		{ true, 3, 0, ICMP_TIME_EXCEEDED, DECODE_ICMP_EXCEEDED },
		{ true, 4, 1, ICMP_PROTOCOL_UNREACHABLE, DECODE_OTHER },
		{ true, 128, 0, ICMP_NONE, DECODE_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct segment s;

		(rows[i].v6 ? begin6 : begin4)(rows[i].type, rows[i].code, 0, 8);
		assert_int_equal(decode_all(LINK_RAW, &b, &s), rows[i].result);
		assert_int_equal(s.icmp, rows[i].error);
		if (!s.icmp)
			continue;
		assert_int_equal(s.icmp_type, rows[i].type);
		assert_int_equal(s.icmp_code, rows[i].code);
		assert_string_not_equal(icmp_error_name((enum icmp_error)s.icmp), "none");
	}
}

/* The ends are those of the quoted segment, the sender of the error stands apart. */
static void
quotes_a_segment(void **state)
{
	static const size_t lengths[] = { 8, 13, 14, 20, 500 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lengths); i++) {
		char src[ENDPOINT_TEXT_BYTES], dst[ENDPOINT_TEXT_BYTES], from[ADDR_TEXT_BYTES];
		struct segment s;

		begin4(3, 4, 1300, lengths[i]);
		assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_ICMP_TOO_BIG);
		assert_string_equal(endpoint_text(src, &s.src), "10.0.2.1:40000");
		assert_string_equal(endpoint_text(dst, &s.dst), "198.51.100.2:443");
		assert_string_equal(addr_text(from, &s.icmp_from), "192.0.2.1");
		assert_int_equal(s.seq, 1000);
		assert_int_equal(s.icmp_mtu, 1300);
		assert_int_equal(s.flags, 0);
		assert_int_equal(s.len, 0);
		assert_int_equal(s.nsack, 0);
	}
}

static void
mtu_of_ipv6(void **state)
{
	struct segment s;

	(void)state;
	begin6(2, 0, 1280, 8);
	decode_all(LINK_RAW, &b, &s);
	assert_int_equal(s.icmp_mtu, 1280);
	begin6(2, 0, 70000, 8);
	decode_all(LINK_RAW, &b, &s);
	assert_int_equal(s.icmp_mtu, 65535);
	begin6(1, 0, 1280, 8); /* nothing to be told there */
	decode_all(LINK_RAW, &b, &s);
	assert_int_equal(s.icmp_mtu, 0);
}

/* No TCP, too short, a fragment without its header, an error about an error. */
static void
quotes_nothing_of_use(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		size_t quoted;
	} rows[] = {
		{ 28 + 9, 17, 8 }, { 28 + 9, 1, 8 }, { 28 + 7, 1, 8 },	{ 28, 0x55, 8 },
		{ 28 + 9, 6, 7 },  { 28, 0x4f, 8 },  { 28 + 9, 47, 8 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct segment s;

		begin4(3, 1, 0, rows[i].quoted);
		b.b[rows[i].at] = rows[i].value;
		assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_ICMP_UNREACHABLE);
		assert_int_equal(s.icmp, ICMP_NONE);
	}
}

static void
cut_short(void **state)
{
	(void)state;
	begin4(3, 4, 1300, 500);
	cut_everywhere(LINK_RAW, &b);
	begin6(2, 0, 1300, 500);
	cut_everywhere(LINK_RAW, &b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),       cmocka_unit_test(quotes_a_segment),
		cmocka_unit_test(mtu_of_ipv6), cmocka_unit_test(quotes_nothing_of_use),
		cmocka_unit_test(cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
