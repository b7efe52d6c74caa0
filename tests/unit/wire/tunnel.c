/*
 * tunnel.c - GRE, VXLAN and Geneve with a TCP segment inside
 */
#include "build.h"

#define GRE 47
#define UDP 17
#define INNER_BYTES (20 + TCP_LEAST + 4)
#define FRAME_BYTES (14 + INNER_BYTES)

static struct bytes b;

static void
put_inner(bool frame)
{
	if (frame)
		put_ethernet(&b, 0x0800);
	put_ip4(&b, PROTO_TCP, TCP_LEAST + 4);
	put_tcp(&b, NULL, 0, 4);
}

static void
gre(void **state)
{
	static const struct {
		const char *name;
		bool frame;
		size_t n;
		const char *bytes;
	} rows[] = {
#define ROW(name, frame, lit) { name, frame, sizeof(lit) - 1, lit }
		ROW("plain", false, "\0\0\x08\0"),
		ROW("key", false, "\x20\0\x08\0KEY."),
		ROW("checksum, key and sequence", false, "\xb0\0\x08\0SUM.KEY.SEQ."),
		ROW("bridged", true, "\x20\0\x65\x58KEY."),
		ROW("ERSPAN I", true, "\0\0\x88\xbe"),
		ROW("ERSPAN II", true, "\x10\0\x88\xbeSEQ.ERSPAN.."),
		ROW("PPTP", false, "\x30\x81\x88\x0b....SEQ.ACK.\xff\x03\0\x21"),
		ROW("tag inside", false, "\0\0\x81\0\0\x05\x08\0"),
#undef ROW
	};
	struct segment s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		b.n = 0;
		put_ip4(&b, GRE, rows[i].n + (rows[i].frame ? FRAME_BYTES : INNER_BYTES));
		put(&b, rows[i].bytes, rows[i].n);
		put_inner(rows[i].frame);
		if (decode_all(LINK_RAW, &b, &s) != DECODE_TCP) {
			print_error("%s\n", rows[i].name);
			fail();
		}
		assert_tcp(&s, 4);
		cut_everywhere(LINK_RAW, &b);
	}
}

static void
put_udp(unsigned port, size_t payload)
{
	put_ip4(&b, UDP, 8 + payload);
	put16(&b, 50000);
	put16(&b, port);
	put16(&b, (unsigned)payload + 8);
	put16(&b, 0);
}

static enum decode_result
through_udp(unsigned port, const char *bytes, size_t n, bool frame, struct segment *s)
{
	b.n = 0;
	put_udp(port, n + (frame ? FRAME_BYTES : INNER_BYTES));
	put(&b, bytes, n);
	put_inner(frame);
	cut_everywhere(LINK_RAW, &b);
	return decode_all(LINK_RAW, &b, s);
}

#define THROUGH(port, lit, frame, s) through_udp((port), "" lit, sizeof(lit) - 1, (frame), (s))

static void
over_udp(void **state)
{
	struct segment s;

	(void)state;
	assert_int_equal(THROUGH(4789, "\x08\0\0\0\0\0\x01\0", true, &s), DECODE_TCP);
	assert_tcp(&s, 4);
	assert_int_equal(THROUGH(8472, "\x08\0\0\0\0\0\x01\0", true, &s), DECODE_TCP);
	assert_tcp(&s, 4);
	assert_int_equal(THROUGH(6081, "\0\0\x65\x58\0\0\x01\0", true, &s), DECODE_TCP);
	assert_tcp(&s, 4);
	assert_int_equal(THROUGH(6081, "\x02\0\x08\0\0\0\x01\0OPTIONS.", false, &s), DECODE_TCP);
	assert_tcp(&s, 4);
}

/* Somebody else's use of a number is no damage. */
static void
what_is_no_tunnel(void **state)
{
	struct segment s;

	(void)state;
	assert_int_equal(THROUGH(53, "\x08\0\0\0\0\0\x01\0", true, &s), DECODE_OTHER);
	assert_int_equal(THROUGH(4789, "\0\0\0\0\0\0\x01\0", true, &s), DECODE_OTHER);
	assert_int_equal(THROUGH(4789, "\x08\0\0\0\0\0\x01\0................", true, &s),
			 DECODE_OTHER);
	assert_int_equal(THROUGH(6081, "\x40\0\x65\x58\0\0\x01\0", true, &s), DECODE_OTHER);
	assert_int_equal(THROUGH(6081, "\x3f\0\x65\x58\0\0\x01\0", true, &s), DECODE_OTHER);
	b.n = 0;
	put_ip4(&b, GRE, 4 + INNER_BYTES);
	PUT(&b, "\x40\0\x08\0"); /* source routing */
	put_inner(false);
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_OTHER);
	b.b[20] = 0;
	b.b[21] = 2; /* no such version */
	assert_int_equal(decode_all(LINK_RAW, &b, &s), DECODE_OTHER);
}

static void
tunnels_in_tunnels(void **state)
{
	struct segment s;

	(void)state;
	for (unsigned depth = 1; depth < 400; depth *= 3) {
		b.n = 0;
		for (unsigned i = depth; i; i--) {
			put_udp(4789, 8 + FRAME_BYTES + (i - 1) * 50);
			PUT(&b, "\x08\0\0\0\0\0\x01\0");
			put_ethernet(&b, 0x0800);
		}
		put_ip4(&b, PROTO_TCP, TCP_LEAST + 4);
		put_tcp(&b, NULL, 0, 4);
		/* Three layers each: IP, UDP, Ethernet. */
		assert_int_equal(decode_all(LINK_RAW, &b, &s),
				 depth * 3 < 16 ? DECODE_TCP : DECODE_OTHER);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gre),
		cmocka_unit_test(over_udp),
		cmocka_unit_test(what_is_no_tunnel),
		cmocka_unit_test(tunnels_in_tunnels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
