/*
 * ether.c - tags and shims between Ethernet and IP
 */
#include "build.h"

static struct bytes b;

/* An Ethernet header of that type, the bytes, and a TCP segment over IPv4. */
static enum decode_result
through(unsigned type, const char *bytes, size_t n, struct segment *s)
{
	b.n = 0;
	put_ethernet(&b, type);
	put(&b, bytes, n);
	put_ip4(&b, PROTO_TCP, TCP_LEAST + 5);
	put_tcp(&b, NULL, 0, 5);
	cut_everywhere(LINK_ETHERNET, &b);
	return decode_all(LINK_ETHERNET, &b, s);
}

static void
tags_and_shims(void **state)
{
	static const struct {
		const char *name;
		unsigned type;
		size_t n;
		const char *bytes;
	} rows[] = {
#define ROW(name, type, lit) { name, type, sizeof(lit) - 1, lit }
		ROW("nothing", 0x0800, ""),
		ROW("802.1Q", 0x8100, "\x00\x05\x08\x00"),
		ROW("802.1ad", 0x88a8, "\x00\x05\x81\x00\x00\x06\x08\x00"),
		ROW("QinQ of old", 0x9100, "\x00\x05\x92\x00\x00\x06\x08\x00"),
		ROW("MPLS", 0x8847, "\x00\x01\x01\x40"),
		ROW("MPLS, three labels", 0x8848, "\0\0\x10\x40\0\0\x20\x40\0\0\x31\x40"),
		ROW("MPLS, pseudowire", 0x8847,
		    "\0\0\x11\x40\0\0\0\0\x02\0\0\0\0\x04\x02\0\0\0\0\x03\x08\x00"),
		ROW("PPPoE", 0x8864, "\x11\0\0\x01\x00\x2f\x00\x21"),
		ROW("tag, PPPoE", 0x8100, "\0\x07\x88\x64\x11\0\0\x01\x00\x2f\x00\x21"),
		ROW("LLC with SNAP", 100, "\xaa\xaa\x03\0\0\0\x08\x00"),
#undef ROW
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (through(rows[i].type, rows[i].bytes, rows[i].n, &s) != DECODE_TCP) {
			print_error("%s\n", rows[i].name);
			fail();
		}
		assert_tcp(&s, 5);
	}
}

static void
frames_without_ip(void **state)
{
	struct segment s;

	(void)state;
	assert_int_equal(through(0x88cc, "", 0, &s), DECODE_OTHER);	    /* LLDP */
	assert_int_equal(through(39, "\x42\x42\x03", 3, &s), DECODE_OTHER); /* spanning tree */
	assert_int_equal(through(100, "\xaa\xaa\x03\0\0\x0c\x20\x00", 8, &s), DECODE_OTHER);
	assert_int_equal(through(100, "\xaa\xaa\x03\0\0\0\x00\x20", 8, &s), DECODE_OTHER);
	assert_int_equal(through(0x8864, "\x11\0\0\x01\0\x08\xc0\x21", 8, &s), DECODE_OTHER);
	assert_int_equal(through(0x8847, "\0\0\x11\x40\x50\0\0\0", 8, &s), DECODE_OTHER);
}

/* A frame of 60 bytes at least: the padding is no payload. */
static void
padding_is_not_payload(void **state)
{
	struct segment s;

	(void)state;
	b.n = 0;
	put_frame(&b, 0);
	put_fill(&b, 0, 6);
	assert_int_equal(decode_all(LINK_ETHERNET, &b, &s), DECODE_TCP);
	assert_tcp(&s, 0);
}

static void
tags_without_end(void **state)
{
	struct segment s;

	(void)state;
	for (unsigned tags = 0; tags < 10000; tags = tags * 2 + 1) {
		b.n = 0;
		put_ethernet(&b, tags ? 0x8100 : 0x0800);
		for (unsigned i = 1; i <= tags; i++) {
			put16(&b, i & 0xfff);
			put16(&b, i == tags ? 0x0800 : 0x8100);
		}
		put_ip4(&b, PROTO_TCP, TCP_LEAST);
		put_tcp(&b, NULL, 0, 0);
		assert_int_equal(decode_all(LINK_ETHERNET, &b, &s),
				 tags <= 7 ? DECODE_TCP : DECODE_BAD);
	}
	b.n = 0;
	put_ethernet(&b, 0x8847);
	put_fill(&b, 0, 100000); /* labels, none of them the last */
	assert_int_equal(decode_all(LINK_ETHERNET, &b, &s), DECODE_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_and_shims),
		cmocka_unit_test(frames_without_ip),
		cmocka_unit_test(padding_is_not_payload),
		cmocka_unit_test(tags_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
