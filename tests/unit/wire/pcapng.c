/*
 * pcapng.c - sections, interfaces, time bases, and blocks with wrong lengths
 */
#include "build.h"

#define SECTION 0x0a0d0d0a
#define INTERFACE 1
#define OLD_PACKET 2
#define SIMPLE 3
#define ENHANCED 6

/* Options, in the byte order of their section. */
#define TSRESOL 9
#define FCSLEN 13
#define TSOFFSET 14
#define FLAGS 2

static struct bytes b;

/* Begin a block, whose length is filled in by end_block. */
static size_t
begin_block(bool big, uint32_t type)
{
	size_t at = b.n;

	put32_in(&b, big, type);
	put32(&b, 0);
	return at;
}

static void
end_block(bool big, size_t at)
{
	size_t end, len;

	while (b.n % 4)
		put8(&b, 0);
	len = b.n - at + 4;
	put32_in(&b, big, (uint32_t)len);
	end = b.n;
	b.n = at + 4;
	put32_in(&b, big, (uint32_t)len);
	b.n = end;
}

static void
put_section(bool big)
{
	size_t at = begin_block(big, SECTION);

	put32_in(&b, big, 0x1a2b3c4d);
	put16_in(&b, big, 1);
	put16_in(&b, big, 0);
	put_fill(&b, 0xff, 8);
	end_block(big, at);
}

static void
put_option(bool big, unsigned code, const void *p, size_t n)
{
	put16_in(&b, big, code);
	put16_in(&b, big, (unsigned)n);
	put(&b, p, n);
	while (b.n % 4)
		put8(&b, 0);
}

static size_t
begin_interface(bool big, unsigned link, uint32_t snaplen)
{
	size_t at = begin_block(big, INTERFACE);

	put16_in(&b, big, link);
	put16(&b, 0);
	put32_in(&b, big, snaplen);
	return at;
}

static void
put_interface(bool big, unsigned link)
{
	end_block(big, begin_interface(big, link, 0));
}

/* An interface with one resolution and an offset in seconds. */
static void
put_clock(bool big, uint8_t resolution, int64_t offset_s)
{
	size_t at = begin_interface(big, LINK_ETHERNET, 65535);
	uint64_t v = (uint64_t)offset_s;

	put_option(big, TSRESOL, &resolution, 1);
	put16_in(&b, big, TSOFFSET);
	put16_in(&b, big, 8);
	put32_in(&b, big, (uint32_t)(big ? v >> 32 : v));
	put32_in(&b, big, (uint32_t)(big ? v : v >> 32));
	put_option(big, 0, NULL, 0);
	end_block(big, at);
}

/* A frame with payload bytes, on that interface at that stamp. */
static size_t
begin_packet(bool big, uint32_t type, uint32_t id, uint64_t stamp, unsigned payload)
{
	size_t at = begin_block(big, type);

	if (type == OLD_PACKET) {
		put16_in(&b, big, id);
		put16(&b, 0xffff); /* drops: not known */
	} else {
		put32_in(&b, big, id);
	}
	put32_in(&b, big, (uint32_t)(stamp >> 32));
	put32_in(&b, big, (uint32_t)stamp);
	put32_in(&b, big, 54 + payload);
	put32_in(&b, big, 54 + payload);
	put_frame(&b, payload);
	while (b.n % 4)
		put8(&b, 0);
	return at;
}

static void
put_packet(bool big, uint32_t type, uint32_t id, uint64_t stamp, unsigned payload)
{
	end_block(big, begin_packet(big, type, id, stamp, payload));
}

static size_t
read_all(struct reading *r, struct segment *segs, size_t n)
{
	open_bytes(r, view(&b));
	if (!r->capture) {
		print_error("%s\n", r->e.text);
		fail();
	}
	return capture_read(r->capture, segs, n);
}

static void
packets_of_each_kind(void **state)
{
	struct segment segs[8];
	struct reading r;

	(void)state;
	for (unsigned big = 0; big < 2; big++) {
		b.n = 0;
		put_section(big);
		put_interface(big, LINK_ETHERNET);
		put_packet(big, ENHANCED, 0, UINT64_C(1700000000123456), 1);
		put_packet(big, OLD_PACKET, 0, UINT64_C(1700000001000000), 2);
		{
			size_t at = begin_block(big, SIMPLE);

			put32_in(&b, big, 54 + 3);
			put_frame(&b, 3);
			end_block(big, at);
		}
		assert_int_equal(read_all(&r, segs, 8), 3);
		assert_int_equal(capture_kind(r.capture), CAPTURE_PCAPNG);
		for (unsigned i = 0; i < 3; i++) {
			assert_tcp(&segs[i], i + 1);
			assert_int_equal(segs[i].packet, i + 1);
		}
		assert_true(segs[0].time_ns == 1700000000123456000);
		assert_true(segs[1].time_ns == 1700000001000000000);
		assert_true(segs[1].known & SEG_HAS_TIME);
		/* A simple packet has no time: that of the one before, and said so. */
		assert_true(segs[2].time_ns == 1700000001000000000);
		assert_false(segs[2].known & SEG_HAS_TIME);
		assert_true(capture_stats(r.capture)->first_ns == 1700000000123456000);
		assert_true(capture_stats(r.capture)->last_ns == 1700000001000000000);
		assert_string_equal(problem(&r), "");
		close_reading(&r);
	}
}

static void
time_bases(void **state)
{
	static const struct {
		uint8_t resolution;
		int64_t offset_s;
		uint64_t stamp;
		int64_t want_ns;
	} rows[] = {
		{ 6, 0, 1700000000123456, 1700000000123456000 },
		{ 9, 0, 1700000000123456789, 1700000000123456789 },
		{ 0, 0, 1700000000, 1700000000000000000 },
		{ 3, 0, 1700000000123, 1700000000123000000 },
		{ 12, 0, UINT64_C(1700000000123456789), 1700000000123456 },
		{ 28, 0, UINT64_MAX, 1 },
		{ 127, 0, UINT64_MAX, 0 },
		{ 0x80, 0, 1700000000, 1700000000000000000 },
		{ 0x8a, 0, 1024 + 512, 1500000000 },
		{ 0xa0, 0, UINT64_C(1700000000) << 32 | 0x40000000, 1700000000250000000 },
		{ 0xff, 0, UINT64_MAX, 0 },
		{ 6, 1000, 500000, 1000500000000 },
		{ 6, -1, 500000, -500000000 },
		/* beyond what can be told: the nearest that can */
		{ 0, 0, UINT64_MAX, WIRE_TIME_MAX_NS },
		{ 6, INT64_MAX, 1, WIRE_TIME_MAX_NS },
		{ 6, INT64_MIN, 1, -WIRE_TIME_MAX_NS },
		{ 0, INT64_MIN, UINT64_MAX, WIRE_TIME_MAX_NS },
	};
	struct segment s;
	struct reading r;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT_OF(rows); i++) {
		size_t row = i / 2;
		bool big = i % 2;

		b.n = 0;
		put_section(big);
		put_clock(big, rows[row].resolution, rows[row].offset_s);
		put_packet(big, ENHANCED, 0, rows[row].stamp, 1);
		assert_int_equal(read_all(&r, &s, 1), 1);
		if (s.time_ns != rows[row].want_ns) {
			print_error("row %zu: %lld\n", row, (long long)s.time_ns);
			fail();
		}
		close_reading(&r);
	}
}

/* Two interfaces, then a section of the other byte order that has its own. */
static void
sections_and_interfaces(void **state)
{
	struct segment segs[8];
	struct reading r;

	(void)state;
	b.n = 0;
	put_section(false);
	put_clock(false, 6, 0);
	put_clock(false, 9, 0);
	put_packet(false, ENHANCED, 1, 5000000000, 1);
	put_packet(false, ENHANCED, 0, 6000000, 2);
	put_section(true);
	put_clock(true, 3, 0);
	put_packet(true, ENHANCED, 0, 7000, 3);
	put_packet(true, ENHANCED, 1, 7000, 4); /* of the section before: not here */
	put_packet(true, ENHANCED, 0, 9000, 5);
	put_section(false);
	put_clock(false, 0x80, 0);
	put_packet(false, ENHANCED, 0, 10, 6);
	assert_int_equal(read_all(&r, segs, 8), 5);
	for (unsigned i = 0; i < 5; i++) {
		static const struct {
			unsigned payload, interface;
			uint64_t packet;
			int64_t s;
		} want[] = { { 1, 1, 1, 5 },
			     { 2, 0, 2, 6 },
			     { 3, 2, 3, 7 },
			     { 5, 2, 5, 9 },
			     { 6, 3, 6, 10 } };

		assert_tcp(&segs[i], want[i].payload);
		assert_int_equal(segs[i].interface, want[i].interface);
		assert_int_equal(segs[i].packet, want[i].packet);
		assert_true(segs[i].time_ns == want[i].s * NS_PER_S);
	}
	assert_int_equal(capture_stats(r.capture)->undecodable, 1);
	assert_string_equal(problem(&r), "packet 4: on interface 1, but 1 are described");
	close_reading(&r);
}

static void
interfaces_of_other_links(void **state)
{
	struct segment segs[4];
	struct reading r;

	(void)state;
	b.n = 0;
	put_section(false);
	put_interface(false, 105);
	put_interface(false, LINK_ETHERNET);
	put_packet(false, ENHANCED, 0, 1, 1);
	put_packet(false, ENHANCED, 1, 2, 2);
	assert_int_equal(read_all(&r, segs, 4), 1);
	assert_tcp(&segs[0], 2);
	assert_int_equal(capture_stats(r.capture)->undecodable, 1);
	assert_string_equal(problem(&r),
			    "packet 1: interface 0: link type 105 is not one that can be read");
	close_reading(&r);
}

static void
directions(void **state)
{
	struct segment s;
	struct reading r;

	(void)state;
	for (unsigned big = 0; big < 2; big++)
		for (unsigned flags = 0; flags < 4; flags++) {
			size_t at;

			b.n = 0;
			put_section(big);
			put_interface(big, LINK_ETHERNET);
			at = begin_packet(big, ENHANCED, 0, 1, flags);
			put_option(big, 1, "a comment", 9);
			put16_in(&b, big, FLAGS);
			put16_in(&b, big, 4);
			put32_in(&b, big, 0x1000 | flags);
			put_option(big, 0, NULL, 0);
			end_block(big, at);
			assert_int_equal(read_all(&r, &s, 1), 1);
			assert_tcp(&s, flags);
			assert_int_equal(s.direction, flags == 1   ? DIRECTION_IN
						      : flags == 2 ? DIRECTION_OUT
								   : DIRECTION_UNKNOWN);
			close_reading(&r);
		}
}

/* Lists of options that end early, run over, or say nonsense: ignored from there. */
static void
hostile_options(void **state)
{
	static const struct {
		size_t n;
		const char *bytes;
	} rows[] = {
#define ROW(lit) { sizeof(lit) - 1, lit }
		ROW("\x09\0\0\0"),		       /* length 0 */
		ROW("\x09\0\x02\0\x06\x06\0\0"),       /* two bytes where one is due */
		ROW("\x09\0\xff\xff\x06\0\0\0"),       /* beyond the block */
		ROW("\x09\0\x05\0\x06\0\0\0"),	       /* beyond it by one */
		ROW("\0\0\0\0\x09\0\x01\0\x00\0\0\0"), /* behind the end */
		ROW("\x0e\0\x07\0\1\2\3\4\5\6\7\0"),
		ROW("\x0e\0\0\0"),
		ROW("\xff\xff\x04\0AAAA"),
#undef ROW
	};
	struct segment s;
	struct reading r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t at;

		b.n = 0;
		put_section(false);
		at = begin_interface(false, LINK_ETHERNET, 0);
		put(&b, rows[i].bytes, rows[i].n);
		end_block(false, at);
		at = begin_packet(false, ENHANCED, 0, 3000000, 1);
		put(&b, rows[i].bytes, rows[i].n);
		end_block(false, at);
		assert_int_equal(read_all(&r, &s, 1), 1);
		assert_tcp(&s, 1);
		assert_true(s.time_ns == 3 * INT64_C(1000000000)); /* still microseconds */
		assert_string_equal(problem(&r), "");
		close_reading(&r);
	}
}

static void
frame_check_sequence(void **state)
{
	static const uint8_t bits = 32;
	struct segment s;
	struct reading r;
	size_t at, packet;

	(void)state;
	b.n = 0;
	put_section(false);
	at = begin_interface(false, LINK_ETHERNET, 0);
	put_option(false, FCSLEN, &bits, 1);
	end_block(false, at);
	packet = begin_packet(false, ENHANCED, 0, 1, 10);
	end_block(false, packet);
	set16(&b, packet + 28 + 14 + 2, 0); /* IP says no length: the frame does */
	assert_int_equal(read_all(&r, &s, 1), 1);
	assert_tcp(&s, 6);
	close_reading(&r);
}

/* A simple packet is as long as the snap length of the first interface lets it. */
static void
simple_packets(void **state)
{
	static const struct {
		uint32_t snaplen, wire;
		size_t have;
		uint32_t payload;
	} rows[] = {
		{ 0, 54 + 10, 54 + 10, 10 },
		{ 64, 1000, 64, 946 },
		{ 54, 1000, 54, 946 },
		{ 0, 1000, 64, 946 }, /* the block is shorter than both say */
	};
	struct segment s;
	struct reading r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t at, frame;

		b.n = 0;
		put_section(true);
		end_block(true, begin_interface(true, LINK_ETHERNET, rows[i].snaplen));
		at = begin_block(true, SIMPLE);
		put32_in(&b, true, rows[i].wire);
		frame = b.n;
		put_frame(&b, rows[i].payload);
		b.n = frame + rows[i].have;
		end_block(true, at);
		assert_int_equal(read_all(&r, &s, 1), 1);
		assert_tcp(&s, rows[i].payload);
		assert_int_equal(capture_stats(r.capture)->snaplen, rows[i].snaplen);
		close_reading(&r);
	}
	b.n = 0;
	put_section(true);
	{
		size_t at = begin_block(true, SIMPLE);

		put32_in(&b, true, 54);
		put_frame(&b, 0);
		end_block(true, at);
	}
	assert_int_equal(read_all(&r, &s, 1), 0);
	assert_string_equal(problem(&r), "packet 1: without an interface");
	close_reading(&r);
}

static void
blocks_without_packets(void **state)
{
	static const uint32_t types[] = { 4, 5, 9, 10, 0xbad, 0x40000bad, UINT32_MAX, 0 };
	struct segment segs[20];
	struct reading r;

	(void)state;
	b.n = 0;
	put_section(false);
	put_interface(false, LINK_ETHERNET);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		size_t at = begin_block(false, types[i]);

		put_fill(&b, 0x55, i * 4000);
		end_block(false, at);
		put_packet(false, ENHANCED, 0, i, (unsigned)i);
	}
	assert_int_equal(read_all(&r, segs, 20), COUNT_OF(types));
	for (unsigned i = 0; i < COUNT_OF(types); i++)
		assert_tcp(&segs[i], i);
	assert_string_equal(problem(&r), "");
	close_reading(&r);
}

/* A good packet, then a block that is broken in one way; what is said of it. */
static void
broken_blocks(void **state)
{
	static const struct {
		uint32_t type, len, again;
		const char *want;
	} rows[] = {
		{ 5, 0, 0, "block at byte 136 has length 0, want 12 to 524288 by fours" },
		{ 5, 8, 8, "block at byte 136 has length 8, want 12 to 524288 by fours" },
		{ 5, 13, 13, "block at byte 136 has length 13, want 12 to 524288 by fours" },
		{ ENHANCED, 28, 28, "block at byte 136 has length 28, want 32 to 524288 by fours" },
		{ ENHANCED, 524292, 524292,
		  "block at byte 136 has length 524292, want 32 to 524288 by fours" },
		{ INTERFACE, 12, 12,
		  "block at byte 136 has length 12, want 20 to 524288 by fours" },
		{ SECTION, 24, 24, "block at byte 136 has length 24, want 28 to 524288 by fours" },
		{ ENHANCED, 64, 60, "block at byte 136 ends with length 60, want 64" },
		{ 0xbad, 64, 1, "block at byte 196 ends with length 1, want 64" },
		{ ENHANCED, 1000, 0, "cut at byte 36 of 1000" },
		{ INTERFACE, 1000, 0, "block cut at byte 64 of 1000" },
		{ 0xbad, 1000, 0, "block cut at byte 64 of 1000" },
		{ 0xbad, 4000000000u, 0, "block cut at byte 64 of 4000000000" },
	};
	struct segment segs[3];
	struct reading r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char want[128];

		b.n = 0;
		put_section(false);
		put_interface(false, LINK_ETHERNET);
		put_packet(false, ENHANCED, 0, 1, 2);
		assert_int_equal(b.n, 136);
		put32_in(&b, false, rows[i].type);
		put32_in(&b, false, rows[i].len);
		put32_in(&b, false, 0x1a2b3c4d);
		put_fill(&b, 0, 8);
		put32_in(&b, false, 1000);
		put_fill(&b, 0, 36);
		put32_in(&b, false, rows[i].again);
		assert_int_equal(b.n, 200);
		assert_int_equal(read_all(&r, segs, 3), 1);
		assert_tcp(&segs[0], 2);
		snprintf(want, sizeof want, "packet 2: %s", rows[i].want);
		assert_string_equal(problem(&r), want);
		assert_int_equal(capture_read(r.capture, segs, 3), 0);
		close_reading(&r);
	}
}

static void
a_captured_length_beyond_the_block(void **state)
{
	struct segment segs[3];
	struct reading r;
	size_t at;

	(void)state;
	b.n = 0;
	put_section(true);
	put_interface(true, LINK_ETHERNET);
	at = begin_packet(true, ENHANCED, 0, 1, 2);
	set16(&b, at + 20, 0xffff);
	end_block(true, at);
	put_packet(true, ENHANCED, 0, 1, 2);
	assert_int_equal(read_all(&r, segs, 3), 1);
	assert_int_equal(segs[0].packet, 2);
	assert_string_equal(problem(&r), "packet 1: captured length 4294901816 in a shorter block");
	close_reading(&r);
}

static void
a_wrong_byte_order_mark(void **state)
{
	struct segment segs[3];
	struct reading r;

	(void)state;
	b.n = 0;
	put_section(true);
	put_interface(true, LINK_ETHERNET);
	put_packet(true, ENHANCED, 0, 1, 2);
	put_section(true);
	b.b[b.n - 20] ^= 1;
	assert_int_equal(read_all(&r, segs, 3), 1);
	assert_string_equal(problem(&r), "packet 2: byte-order magic 0x1b2b3c4d at byte 144, "
					 "want 0x1a2b3c4d");
	close_reading(&r);
}

/* A file of one endless list of interfaces has a bound. */
static void
interfaces_without_end(void **state)
{
	struct segment s;
	struct reading r;
	size_t n = 28 + 65537 * 20;
	struct bytes one;
	char *p = malloc(n);

	(void)state;
	assert_non_null(p);
	b.n = 0;
	put_section(false);
	memcpy(p, b.b, 28);
	b.n = 0;
	put_interface(false, LINK_ETHERNET);
	one.n = b.n;
	assert_int_equal(one.n, 20);
	for (size_t at = 28; at < n; at += 20)
		memcpy(p + at, b.b, 20);
	open_bytes(&r, (struct str){ p, n });
	assert_int_equal(capture_read(r.capture, &s, 1), 0);
	assert_string_equal(problem(&r), "packet 1: more than 65536 interfaces");
	close_reading(&r);
	free(p);
}

static void
cut_at_every_byte(void **state)
{
	struct segment segs[8];
	size_t ends[4], n_ends = 0;

	(void)state;
	b.n = 0;
	put_section(false);
	put_clock(false, 9, 0);
	put_packet(false, ENHANCED, 0, 1, 1);
	ends[n_ends++] = b.n;
	put_packet(false, OLD_PACKET, 0, 2, 2);
	ends[n_ends++] = b.n;
	end_block(false, begin_block(false, 0xbad));
	put_section(true);
	put_clock(true, 6, 0);
	put_packet(true, ENHANCED, 0, 3, 3);
	ends[n_ends++] = b.n;
	for (size_t n = 0; n <= b.n; n++) {
		char *p = malloc(n ? n : 1);
		struct reading r;
		size_t whole = 0;

		assert_non_null(p);
		memcpy(p, b.b, n);
		while (whole < n_ends && ends[whole] <= n)
			whole++;
		open_bytes(&r, (struct str){ p, n });
		assert_int_equal(r.capture != NULL, n >= 28);
		if (r.capture) {
			assert_int_equal(capture_read(r.capture, segs, 8), whole);
			for (unsigned i = 0; i < whole; i++)
				assert_tcp(&segs[i], i + 1);
			if (capture_problem(r.capture))
				assert_int_equal(capture_problem(r.capture)->code, ERR_CUT);
		} else {
			assert_int_equal(r.e.code, n < 12 ? ERR_FORMAT : ERR_CUT);
		}
		close_reading(&r);
		free(p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_of_each_kind),
		cmocka_unit_test(time_bases),
		cmocka_unit_test(sections_and_interfaces),
		cmocka_unit_test(interfaces_of_other_links),
		cmocka_unit_test(directions),
		cmocka_unit_test(hostile_options),
		cmocka_unit_test(frame_check_sequence),
		cmocka_unit_test(simple_packets),
		cmocka_unit_test(blocks_without_packets),
		cmocka_unit_test(broken_blocks),
		cmocka_unit_test(a_captured_length_beyond_the_block),
		cmocka_unit_test(a_wrong_byte_order_mark),
		cmocka_unit_test(interfaces_without_end),
		cmocka_unit_test(cut_at_every_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
