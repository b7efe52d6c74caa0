/*
 * tcp_options.c - every option, and every length that it must not have
 */
#include "build.h"

static struct bytes b;

/* A segment with these options, padded with ends. */
static void
with_options(struct segment *s, const char *options, size_t n)
{
	char padded[40] = { 0 };
	size_t room = (n + 3) & ~(size_t)3;

	assert_true(n <= sizeof padded);
	if (n)
		memcpy(padded, options, n);
	b.n = 0;
	put_ip4(&b, PROTO_TCP, TCP_LEAST + room);
	put_tcp(&b, padded, room, 0);
	assert_int_equal(decode_all(LINK_RAW, &b, s), DECODE_TCP);
	assert_tcp(s, 0);
	assert_true(s->known & SEG_HAS_OPTIONS);
}

static void
which_options(void **state)
{
	static const struct {
		const char *name;
		uint8_t want;
		size_t n;
		const char *bytes;
	} rows[] = {
#define ROW(name, want, lit) { name, want, sizeof(lit) - 1, lit }
		ROW("none", 0, ""),
		ROW("nothing but padding", 0, "\1\1\1\1"),
		ROW("MSS", OPT_MSS, "\x02\x04\x05\xb4"),
		ROW("window scale", OPT_WSCALE, "\x01\x03\x03\x07"),
		ROW("SACK permitted", OPT_SACK_OK, "\x04\x02"),
		ROW("one SACK block", OPT_SACK, "\x05\x0a........"),
		ROW("timestamps", OPT_TIMESTAMP, "\x08\x0a........"),
		ROW("timestamps behind two NOPs", OPT_TIMESTAMP, "\x01\x01\x08\x0a........"),
		ROW("fast open, request", OPT_FASTOPEN, "\x22\x02"),
		ROW("fast open, cookie", OPT_FASTOPEN,
		    "\x22\x0a"
		    "COOKIE.."),
		ROW("fast open of the experiment", OPT_FASTOPEN, "\xfe\x04\xf9\x89"),
		ROW("the same on 253", OPT_FASTOPEN, "\xfd\x04\xf9\x89"),
		ROW("MD5", OPT_MD5_AO, "\x13\x12................"),
		ROW("AO", OPT_MD5_AO, "\x1d\x10.............."),
		ROW("multipath", OPT_MPTCP, "\x1e\x04\x01\x01"),
		ROW("unknown ones are passed", OPT_MSS, "\x63\x04..\x02\x04\x05\xb4"),
		ROW("nothing behind the end", 0, "\x00\x02\x04\x05\xb4"),
		ROW("a SYN of Linux", OPT_MSS | OPT_SACK_OK | OPT_TIMESTAMP | OPT_WSCALE,
		    "\x02\x04\x05\xb4\x04\x02\x08\x0a........\x01\x03\x03\x07"),
		/* lengths that these must not have: the option is passed */
		ROW("MSS of 3", 0, "\x02\x03."),
		ROW("MSS of 5", OPT_SACK_OK, "\x02\x05...\x04\x02"),
		ROW("scale of 2", OPT_SACK_OK, "\x03\x02\x04\x02"),
		ROW("scale of 4", 0, "\x03\x04.."),
		ROW("SACK permitted of 3", 0, "\x04\x03."),
		ROW("SACK without a block", 0, "\x05\x02"),
		ROW("SACK of half a block", 0, "\x05\x06...."),
		ROW("SACK of a block and a half", 0, "\x05\x0e............"),
		ROW("timestamps of 9", 0, "\x08\x09......."),
		ROW("timestamps of 9 in the usual place", 0, "\x01\x01\x08\x09........"),
		ROW("another experiment", 0, "\xfe\x04\xf9\x88"),
		ROW("an experiment without a number", 0, "\xfe\x03\xf9"),
		ROW("AO of 2", 0, "\x1d\x02"),
		ROW("multipath of 2", 0, "\x1e\x02"),
		/* lengths that end the list */
		ROW("length 0", OPT_SACK_OK, "\x04\x02\x02\x00\x05\xb4\x02\x04\x05\xb4"),
		ROW("length 1", OPT_SACK_OK, "\x04\x02\x02\x01\x05\xb4\x02\x04\x05\xb4"),
		ROW("beyond the header", 0, "\x02\x09\x05\xb4\x04\x02"),
		ROW("far beyond the header", 0, "\x08\xff......"),
		ROW("a kind without a length", OPT_SACK_OK, "\x04\x02\x01\x02"),
#undef ROW
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		with_options(&s, rows[i].bytes, rows[i].n);
		if (s.options != rows[i].want) {
			print_error("%s: got %#x, want %#x\n", rows[i].name, s.options,
				    rows[i].want);
			fail();
		}
	}
}

static void
values_of_options(void **state)
{
	struct segment s;

	(void)state;
	with_options(&s, "\x02\x04\x05\xb4\x03\x03\x07", 7);
	assert_int_equal(s.mss, 1460);
	assert_int_equal(s.wscale, 7);
	with_options(&s, "\x03\x03\xff", 3);
	assert_int_equal(s.wscale, 14); /* RFC 7323, 2.3 */
	with_options(&s, "\x01\x01\x08\x0a\xf1\xf2\xf3\xf4\xe1\xe2\xe3\xe4", 12);
	assert_int_equal(s.tsval, 0xf1f2f3f4);
	assert_int_equal(s.tsecr, 0xe1e2e3e4);
	with_options(&s, "\x08\x0a\xf1\xf2\xf3\xf4\xe1\xe2\xe3\xe4\x01\x01", 12);
	assert_int_equal(s.tsval, 0xf1f2f3f4);
	assert_int_equal(s.tsecr, 0xe1e2e3e4);
}

static void
sack_blocks(void **state)
{
	char options[40] = "\x01\x01\x05";
	struct segment s;

	(void)state;
	for (unsigned i = 0; i < 32; i++)
		options[4 + i] = (char)(i + 1);
	for (unsigned blocks = 1; blocks <= 4; blocks++) {
		options[3] = (char)(2 + 8 * blocks);
		with_options(&s, options, 4 + 8 * blocks);
		assert_int_equal(s.options, OPT_SACK);
		assert_int_equal(s.nsack, blocks);
		assert_int_equal(s.sack[0][0], 0x01020304);
		assert_int_equal(s.sack[0][1], 0x05060708);
		assert_int_equal(s.sack[blocks - 1][1], 0x05060708 + 0x08080808 * (blocks - 1));
	}
	/* A second option of the kind adds up to the four that there is room for. */
	memcpy(options + 2, "\x05\x12................\x05\x12................", 36);
	with_options(&s, options, 38);
	assert_int_equal(s.nsack, 4);
}

/* All kinds with all lengths, alone and before another: nothing is read outside. */
static void
every_kind_and_length(void **state)
{
	struct segment s;
	char options[40];

	(void)state;
	for (unsigned kind = 0; kind < 256; kind++)
		for (unsigned len = 0; len < 256; len += len < 44 ? 1 : 53) {
			memset(options, 5, sizeof options);
			options[0] = (char)kind;
			options[1] = (char)len;
			with_options(&s, options, sizeof options);
			with_options(&s, options, 4);
			assert_true(s.nsack <= SEG_SACK_MAX && s.wscale <= 14);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_options),
		cmocka_unit_test(values_of_options),
		cmocka_unit_test(sack_blocks),
		cmocka_unit_test(every_kind_and_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
