/*
 * link.c - each link type gives the same segment
 */
#include "build.h"

#define V4 4
#define V6 6

static const struct {
	const char *name;
	uint32_t linktype;
	int ip;
	size_t n;
	const char *bytes;
	uint16_t interface;
	uint8_t direction;
} rows[] = {
#define ROW(name, link, ip, lit, ...)                             \
	{                                                         \
		name, link, ip, sizeof(lit) - 1, lit, __VA_ARGS__ \
	}
	ROW("Ethernet, IPv4", 1, V4, "\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\x00", 0, 0),
	ROW("Ethernet, IPv6", 1, V6, "\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x86\xdd", 0, 0),
	ROW("raw, IPv4", 101, V4, "", 0, 0),
	ROW("raw, IPv6", 101, V6, "", 0, 0),
	ROW("raw by another number", 12, V4, "", 0, 0),
	ROW("raw by OpenBSD's number", 14, V6, "", 0, 0),
	ROW("IPv4", 228, V4, "", 0, 0),
	ROW("IPv6", 229, V6, "", 0, 0),
	ROW("null, little endian, IPv4", 0, V4, "\x02\0\0\0", 0, 0),
	ROW("null, big endian, IPv4", 0, V4, "\0\0\0\x02", 0, 0),
	ROW("null, FreeBSD's IPv6", 0, V6, "\x1c\0\0\0", 0, 0),
	ROW("null, macOS's IPv6", 0, V6, "\0\0\0\x1e", 0, 0),
	ROW("null, OpenBSD's IPv6", 0, V6, "\x18\0\0\0", 0, 0),
	ROW("loop, IPv4", 108, V4, "\0\0\0\x02", 0, 0),
	ROW("loop, IPv6", 108, V6, "\0\0\0\x18", 0, 0),
	ROW("cooked, to us", 113, V4, "\0\0\0\x01\0\x06\x02\0\0\0\0\x01\0\0\x08\x00", 0,
	    DIRECTION_IN),
	ROW("cooked, from us", 113, V6, "\0\x04\0\x01\0\x06\x02\0\0\0\0\x01\0\0\x86\xdd", 0,
	    DIRECTION_OUT),
	ROW("cooked, for others", 113, V4, "\0\x03\0\x01\0\x06\x02\0\0\0\0\x01\0\0\x08\x00", 0, 0),
	ROW("cooked, tagged", 113, V4,
	    "\0\x04\0\x01\0\x06\x02\0\0\0\0\x01\0\0\x81\x00\x00\x05\x08\x00", 0, DIRECTION_OUT),
	ROW("cooked v2, in", 276, V4, "\x08\x00\0\0\0\0\0\x07\0\x01\0\x06\x02\0\0\0\0\x01\0\0", 7,
	    DIRECTION_IN),
	ROW("cooked v2, out", 276, V6, "\x86\xdd\0\0\0\0\x01\x02\0\x01\x04\x06\x02\0\0\0\0\x01\0\0",
	    258, DIRECTION_OUT),
	ROW("cooked v2, interface beyond 16 bits", 276, V6,
	    "\x86\xdd\0\0\0\x01\0\0\0\x01\x04\x06\x02\0\0\0\0\x01\0\0", 65535, DIRECTION_OUT),
	ROW("PPP", 9, V4, "\x00\x21", 0, 0),
	ROW("PPP, compressed protocol", 9, V4, "\x21", 0, 0),
	ROW("PPP in HDLC frames", 50, V6, "\xff\x03\x00\x57", 0, 0),
	ROW("Cisco HDLC", 104, V4, "\x0f\0\x08\x00", 0, 0),
	ROW("Apple's, with Ethernet", 258, V4,
	    "\x2c\0\0\0\x01\0\0\0\x01\0\0\0"
	    "en0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\x02\0\0\0AAAA\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\x00",
	    0, DIRECTION_OUT),
	ROW("netfilter log", 239, V4,
	    "\x02\0\0\x05\x08\0\x01\0\x08\0\x01\0\x05\0\x0a\0p\0\0\0\x2d\0\x09\0", 0, 0),
	ROW("netfilter log, big endian", 239, V4,
	    "\x02\0\0\x05\0\x08\0\x01\0\x08\0\x01\0\x05\0\x0ap\0\0\0\0\x2d\0\x09", 0, 0),
#undef ROW
};

static struct bytes b;

static void
build(size_t i)
{
	b.n = 0;
	put(&b, rows[i].bytes, rows[i].n);
	if (rows[i].ip == V4)
		put_ip4(&b, PROTO_TCP, TCP_LEAST + 1);
	else
		put_ip6(&b, PROTO_TCP, TCP_LEAST + 1);
	put_tcp(&b, NULL, 0, 1);
}

static void
each_link_type(void **state)
{
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		build(i);
		if (decode_all(rows[i].linktype, &b, &s) != DECODE_TCP) {
			print_error("%s\n", rows[i].name);
			fail();
		}
		assert_tcp(&s, 1);
		assert_int_equal(addr_is_v4(&s.src.addr), rows[i].ip == V4);
		assert_int_equal(s.interface, rows[i].interface);
		assert_int_equal(s.direction, rows[i].direction);
		assert_int_equal(s.time_ns, 0);
		assert_int_equal(s.packet, 0);
	}
}

/* Nothing is made of a link header that is not all there. */
static void
each_link_type_cut(void **state)
{
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		build(i);
		cut_everywhere(rows[i].linktype, &b);
		for (size_t n = 0; n < rows[i].n + 20; n++) {
			struct str part = str_sub(view(&b), 0, n);

			assert_int_not_equal(decode(rows[i].linktype, part, 1000, &s), DECODE_TCP);
		}
	}
}

static void
other_link_types(void **state)
{
	struct segment s;

	(void)state;
	b.n = 0;
	put_ip4(&b, PROTO_TCP, TCP_LEAST);
	put_tcp(&b, NULL, 0, 0);
	assert_int_equal(decode_all(105, &b, &s), DECODE_BAD); /* 802.11 */
	assert_int_equal(decode_all(UINT32_MAX, &b, &s), DECODE_BAD);
	assert_int_equal(decode_all(229, &b, &s), DECODE_BAD); /* IPv4 where 6 was said */
	assert_int_equal(decode_all(228, &b, &s), DECODE_TCP);
	b.b[0] = 0x55; /* version 5 */
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_BAD);
}

static void
other_payloads(void **state)
{
	static const struct {
		uint32_t linktype;
		size_t n;
		const char *bytes;
	} others[] = {
#define ROW(link, lit) { link, sizeof(lit) - 1, lit }
		ROW(1, "\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\x06"), /* ARP */
		ROW(0, "\x07\0\0\0"),
		ROW(113, "\0\0\0\x01\0\x06\x02\0\0\0\0\x01\0\0\x08\x06"),
		ROW(276, "\x08\x06\0\0\0\0\0\x07\0\x01\0\x06\x02\0\0\0\0\x01\0\0"),
		ROW(9, "\xc0\x21"),				  /* link control */
		ROW(239, "\x02\0\0\x05\x08\0\x01\0\x08\0\x01\0"), /* no payload attribute */
#undef ROW
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		b.n = 0;
		put(&b, others[i].bytes, others[i].n);
		if (others[i].linktype != 239)
			put_fill(&b, 0, 40);
		assert_int_equal(decode_all(others[i].linktype, &b, &s), DECODE_OTHER);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_link_type),
		cmocka_unit_test(each_link_type_cut),
		cmocka_unit_test(other_link_types),
		cmocka_unit_test(other_payloads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
