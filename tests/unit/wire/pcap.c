/*
 * pcap.c - the classic file in all its forms, whole and broken
 */
#include "build.h"

static struct bytes b;

static void
begin(bool big, uint32_t magic)
{
	b.n = 0;
	put_pcap(&b, big, magic, 65535, LINK_ETHERNET);
}

static void
all_magic_numbers(void **state)
{
	struct segment segs[8];
	struct reading r;

	(void)state;
	for (unsigned form = 0; form < 4; form++) {
		bool big = form & 1, nano = form & 2;

		begin(big, nano ? PCAP_NANO : PCAP_MICRO);
		put_records(&b, big, 3);
		open_bytes(&r, view(&b));
		assert_non_null(r.capture);
		assert_int_equal(capture_kind(r.capture), CAPTURE_PCAP);
		assert_int_equal(capture_read(r.capture, segs, 8), 3);
		for (unsigned i = 0; i < 3; i++) {
			assert_tcp(&segs[i], i + 1);
			assert_int_equal(segs[i].packet, i + 1);
			assert_true(segs[i].known & SEG_HAS_TIME);
			assert_int_equal(segs[i].time_ns, (100 + i) * INT64_C(1000000000) +
								  (nano ? 250000 : 250000000));
		}
		assert_int_equal(capture_read(r.capture, segs, 8), 0);
		assert_string_equal(problem(&r), "");
		assert_int_equal(capture_stats(r.capture)->snaplen, 65535);
		close_reading(&r);
	}
}

static void
modified_records(void **state)
{
	struct segment s;
	struct reading r;

	(void)state;
	begin(true, PCAP_MODIFIED);
	for (unsigned i = 1; i <= 2; i++) {
		put_record(&b, true, 100, 0, 54 + i, 54 + i);
		put32(&b, i == 1 ? 3 : 70000); /* interface */
		PUT(&b, "\x08\0\0\0");
		put_frame(&b, i);
	}
	open_bytes(&r, view(&b));
	assert_int_equal(capture_read(r.capture, &s, 1), 1);
	assert_tcp(&s, 1);
	assert_int_equal(s.interface, 3);
	assert_int_equal(capture_read(r.capture, &s, 1), 1);
	assert_tcp(&s, 2);
	assert_int_equal(s.interface, 65535);
	assert_int_equal(capture_read(r.capture, &s, 1), 0);
	assert_string_equal(problem(&r), "");
	close_reading(&r);
}

/* The checksum of the frame behind it: it matters where IP tells no length. */
static void
frame_check_sequence(void **state)
{
	static const struct {
		uint32_t link, have, wire, payload;
	} rows[] = {
		{ 0x24000001, 64, 64, 6 },  /* 2 * 16 bits, whole */
		{ 0x24000001, 62, 64, 6 },  /* cut in it */
		{ 0x24000001, 60, 64, 6 },  /* cut before it */
		{ 0x24000001, 57, 64, 6 },  /* cut in the payload */
		{ 0x20000001, 64, 64, 10 }, /* the length is not said to be known */
		{ 0x14000001, 64, 64, 8 },  { 0x00000001, 64, 64, 10 },
	};
	struct segment s;
	struct reading r;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		b.n = 0;
		put_pcap(&b, false, PCAP_MICRO, 65535, rows[i].link);
		put_record(&b, false, 1, 0, rows[i].have, rows[i].wire);
		put_frame(&b, rows[i].have - 54);
		set16(&b, 24 + 16 + 14 + 2, 0); /* total length 0 */
		open_bytes(&r, view(&b));
		assert_int_equal(capture_read(r.capture, &s, 1), 1);
		assert_tcp(&s, rows[i].payload);
		close_reading(&r);
	}
}

static void
a_header_cut_short(void **state)
{
	struct reading r;

	(void)state;
	begin(false, PCAP_MICRO);
	for (size_t n = 0; n <= 24; n++) {
		open_bytes(&r, str_sub(view(&b), 0, n));
		assert_int_equal(r.capture != NULL, n == 24);
		if (n >= 4 && n < 24)
			assert_int_equal(r.e.code, ERR_CUT);
		else if (n < 4)
			assert_string_equal(r.e.text,
					    "no capture: want the first bytes of pcap or pcapng");
		if (n == 10)
			assert_string_equal(r.e.text, "file header cut at byte 10 of 24");
		close_reading(&r);
	}
}

/* Cut anywhere: all packets before, and words about the one that was hit. */
static void
cut_at_every_byte(void **state)
{
	enum { PACKETS = 5 };
	size_t ends[PACKETS + 1] = { 24 };
	struct segment segs[PACKETS + 1];
	char want[128];

	(void)state;
	begin(false, PCAP_MICRO);
	put_records(&b, false, PACKETS);
	for (unsigned i = 1; i <= PACKETS; i++)
		ends[i] = ends[i - 1] + 16 + 54 + i;
	assert_int_equal(ends[PACKETS], b.n);
	for (size_t n = 24; n <= b.n; n++) {
		char *p = malloc(n);
		struct reading r;
		size_t whole = 0, over;

		assert_non_null(p);
		memcpy(p, b.b, n);
		while (whole < PACKETS && ends[whole + 1] <= n)
			whole++;
		over = n - ends[whole];
		open_bytes(&r, (struct str){ p, n });
		assert_int_equal(capture_read(r.capture, segs, PACKETS + 1), whole);
		for (unsigned i = 0; i < whole; i++)
			assert_tcp(&segs[i], i + 1);
		if (!over)
			snprintf(want, sizeof want, "%s", "");
		else if (over < 16)
			snprintf(want, sizeof want,
				 "packet %zu: cut at byte %zu of its 16-byte header", whole + 1,
				 over);
		else
			snprintf(want, sizeof want, "packet %zu: cut at byte %zu of %zu", whole + 1,
				 over - 16, 55 + whole);
		assert_string_equal(problem(&r), want);
		assert_int_equal(capture_read(r.capture, segs, 1), 0);
		assert_int_equal(capture_stats(r.capture)->packets, whole);
		close_reading(&r);
		free(p);
	}
}

static void
a_length_that_cannot_be(void **state)
{
	struct segment segs[4];
	struct reading r;

	(void)state;
	begin(true, PCAP_MICRO);
	put_records(&b, true, 2);
	put_record(&b, true, 1, 0, 262145, 262145);
	put_fill(&b, 0, 1000);
	open_bytes(&r, view(&b));
	assert_int_equal(capture_read(r.capture, segs, 4), 2);
	assert_string_equal(problem(&r), "packet 3: captured length 262145 at byte 175, "
					 "want at most 262144");
	assert_int_equal(capture_problem(r.capture)->code, ERR_FORMAT);
	close_reading(&r);
}

/* More captured than was on the wire, or nothing at all. */
static void
odd_lengths(void **state)
{
	struct segment segs[4];
	struct reading r;

	(void)state;
	begin(false, PCAP_MICRO);
	put_record(&b, false, 1, 0, 54 + 3, 10);
	put_frame(&b, 3);
	put_record(&b, false, 1, 0, 0, 0);
	put_record(&b, false, 1, 0, 0, 4000000000u);
	put_record(&b, false, 1, 4294967295u, 54, UINT32_MAX);
	put_frame(&b, 0);
	open_bytes(&r, view(&b));
	assert_int_equal(capture_read(r.capture, segs, 4), 2);
	assert_tcp(&segs[0], 3);
	assert_tcp(&segs[1], 0);
	assert_int_equal(capture_stats(r.capture)->packets, 4);
	assert_int_equal(capture_stats(r.capture)->undecodable, 2);
	assert_string_equal(problem(&r), "");
	close_reading(&r);
}

static void
the_latest_time(void **state)
{
	struct segment s;
	struct reading r;

	(void)state;
	for (unsigned nano = 0; nano < 2; nano++) {
		begin(false, nano ? PCAP_NANO : PCAP_MICRO);
		put_record(&b, false, UINT32_MAX, UINT32_MAX, 54, 54);
		put_frame(&b, 0);
		open_bytes(&r, view(&b));
		assert_int_equal(capture_read(r.capture, &s, 1), 1);
		assert_true(s.time_ns > 0 && s.time_ns <= WIRE_TIME_MAX_NS);
		close_reading(&r);
	}
}

static void
a_link_type_of_others(void **state)
{
	struct segment s;
	struct reading r;

	(void)state;
	b.n = 0;
	put_pcap(&b, false, PCAP_MICRO, 0, 105);
	put_records(&b, false, 3);
	open_bytes(&r, view(&b));
	assert_non_null(r.capture);
	assert_int_equal(capture_read(r.capture, &s, 1), 0);
	assert_int_equal(capture_stats(r.capture)->packets, 3);
	assert_int_equal(capture_stats(r.capture)->undecodable, 3);
	assert_string_equal(problem(&r), "link type 105 is not one that can be read");
	close_reading(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_magic_numbers),	 cmocka_unit_test(modified_records),
		cmocka_unit_test(frame_check_sequence),	 cmocka_unit_test(a_header_cut_short),
		cmocka_unit_test(cut_at_every_byte),	 cmocka_unit_test(a_length_that_cannot_be),
		cmocka_unit_test(odd_lengths),		 cmocka_unit_test(the_latest_time),
		cmocka_unit_test(a_link_type_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
