/*
 * tcp_header.c - the fixed part of the header, and what a snap length leaves of it
 */
#include "build.h"

static struct bytes b;

static void
every_field(void **state)
{
	struct segment s;

	(void)state;
	b.n = 0;
	put_ip4(&b, PROTO_TCP, 25);
	PUT(&b, "\x01\x02\x03\x04\xf1\xf2\xf3\xf4\xe1\xe2\xe3\xe4\x50\xff\xab\xcd\0\0\x12\x34");
	put_fill(&b, 0, 5);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_TCP);
	assert_int_equal(s.src.port, 0x0102);
	assert_int_equal(s.dst.port, 0x0304);
	assert_int_equal(s.seq, 0xf1f2f3f4);
	assert_int_equal(s.ack, 0xe1e2e3e4);
	assert_int_equal(s.flags, 0xff);
	assert_int_equal(s.window, 0xabcd);
	assert_int_equal(s.urgent, 0x1234);
	assert_int_equal(s.len, 5);
	assert_int_equal(s.options, 0);
	assert_int_equal(s.known, SEG_HAS_SEQ | SEG_HAS_WINDOW | SEG_HAS_OPTIONS | SEG_HAS_IP);
}

/* A SYN with all usual options, cut at each byte of its TCP header. */
static void
cut_by_the_snap_length(void **state)
{
	static const char options[] = "\x02\x04\x05\xb4\x04\x02\x08\x0a\0\0\0\x01\0\0\0\x02"
				      "\x01\x03\x03\x07";
	struct segment s;

	(void)state;
	b.n = 0;
	put_ip4(&b, PROTO_TCP, TCP_LEAST + 20 + 500);
	put_tcp(&b, options, 20, 500);
	for (size_t n = 0; n <= 40 + 500; n++) {
		enum decode_result r = decode(LINK_RAW, str_sub(view(&b), 0, 20 + n), 560, &s);

		assert_int_equal(r, n < 14 ? DECODE_CUT : DECODE_TCP);
		if (r != DECODE_TCP)
			continue;
		assert_tcp(&s, 500);
		assert_int_equal(!!(s.known & SEG_HAS_WINDOW), n >= 16);
		assert_int_equal(s.window, n >= 16 ? 512 : 0);
		assert_int_equal(!!(s.known & SEG_HAS_OPTIONS), n >= 40);
		/* What stands before the cut is told all the same. */
		assert_int_equal(!!(s.options & OPT_MSS), n >= 24);
		assert_int_equal(!!(s.options & OPT_SACK_OK), n >= 26);
		assert_int_equal(!!(s.options & OPT_TIMESTAMP), n >= 36);
		assert_int_equal(!!(s.options & OPT_WSCALE), n >= 40);
		assert_int_equal(s.mss, n >= 24 ? 1460 : 0);
	}
}

static void
hostile_offsets(void **state)
{
	struct segment s;

	(void)state;
	for (unsigned words = 0; words < 16; words++) {
		b.n = 0;
		put_ip4(&b, PROTO_TCP, TCP_LEAST + 4);
		put_tcp(&b, NULL, 0, 4);
		b.b[20 + 12] = (uint8_t)(words << 4);
		assert_int_equal(decode_all(LINK_RAW, &b, &s),
				 words == 5 || words == 6 ? DECODE_TCP : DECODE_BAD);
	}
	b.n = 0; /* shorter than a header by its own word, and so not cut by us */
	put_ip4(&b, PROTO_TCP, 13);
	put_fill(&b, 0, 13);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field),
		cmocka_unit_test(cut_by_the_snap_length),
		cmocka_unit_test(hostile_offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
