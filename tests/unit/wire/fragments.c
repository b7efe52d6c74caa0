/*
 * fragments.c - datagrams that come in parts, in any order, twice, or not at all
 */
#include "build.h"

#define ID 0x4242
#define PAYLOAD 3000u

/* A datagram's payload: the TCP header and its data, to be cut up. */
static struct bytes whole;
static struct bytes file;
static unsigned records;

static void
begin_file(void)
{
	file.n = 0;
	records = 0;
	put_pcap(&file, false, PCAP_MICRO, 262144, LINK_RAW);
	whole.n = 0;
	put_tcp(&whole, NULL, 0, PAYLOAD - TCP_LEAST);
}

/* Bytes from to to of it, of which the capture holds keep; a record each ms. */
static void
put_part4(unsigned id, unsigned from, unsigned to, bool more, unsigned keep)
{
	size_t at;

	put_record(&file, false, 100 + records / 1000, records % 1000 * 1000, 20 + keep,
		   20 + to - from);
	records++;
	at = file.n;
	put_ip4(&file, PROTO_TCP, to - from);
	set16(&file, at + 4, id);
	set16(&file, at + 6, from / 8 | (more ? 0x2000 : 0));
	put(&file, whole.b + from, keep);
}

static void
put_part6(unsigned id, unsigned from, unsigned to, bool more)
{
	put_record(&file, false, 100, records++ * 1000, 48 + to - from, 48 + to - from);
	put_ip6(&file, 44, 8 + to - from);
	put8(&file, PROTO_TCP);
	put8(&file, 0);
	put16(&file, from | more);
	put32(&file, id);
	put(&file, whole.b + from, to - from);
}

static void
part(unsigned from, unsigned to)
{
	put_part4(ID, from, to, to < PAYLOAD, to - from);
}

/* Read it; the number of segments, the last of them in *ret. */
static size_t
read_file(struct segment *ret, struct capture_stats *ret_stats)
{
	struct segment some[8];
	struct reading r;
	size_t n, all = 0;

	open_bytes(&r, view(&file));
	assert_non_null(r.capture);
	while ((n = capture_read(r.capture, some, COUNT_OF(some)))) {
		all += n;
		*ret = some[n - 1];
	}
	*ret_stats = *capture_stats(r.capture);
	close_reading(&r);
	return all;
}

static void
expect(size_t segments, uint64_t whole_n, uint64_t lone)
{
	struct capture_stats stats;
	struct segment s;

	assert_int_equal(read_file(&s, &stats), segments);
	assert_int_equal(stats.datagrams_whole, whole_n);
	assert_int_equal(stats.datagrams_lone, lone);
	assert_int_equal(stats.segments, segments);
	assert_int_equal(stats.segments + stats.fragments + stats.undecodable, records);
	if (whole_n) {
		assert_int_equal(s.len, PAYLOAD - TCP_LEAST);
		assert_int_equal(s.seq, 1000);
		assert_int_equal(s.src.port, 40000);
		assert_int_not_equal(s.checksum, CHECKSUM_BAD);
	}
}

static void
in_any_order(void **state)
{
	static const unsigned ends[] = { 0, 1000, 1480, 2960, PAYLOAD };
	static const unsigned char orders[][4] = {
		{ 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 0, 3, 2 }, { 2, 0, 3, 1 }, { 0, 3, 1, 2 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(orders); i++) {
		begin_file();
		for (size_t k = 0; k < 4; k++)
			part(ends[orders[i][k]], ends[orders[i][k] + 1]);
		expect(1, 1, 0);
	}
}

/* The segment is there when its last fragment is, as for the receiver. */
static void
time_and_number_of_the_last(void **state)
{
	struct capture_stats stats;
	struct segment s;

	(void)state;
	begin_file();
	part(0, 1480);
	put_part4(ID + 1, 0, 8, true, 8); /* of another one */
	part(1480, PAYLOAD);
	assert_int_equal(read_file(&s, &stats), 1);
	assert_int_equal(s.packet, 3);
	assert_int_equal(s.time_ns, 100 * (int64_t)NS_PER_S + 2 * (int64_t)NS_PER_MS);
	assert_int_equal(s.ip_id, ID);
	assert_int_equal(s.ttl, 63);
}

static void
header_in_two_parts(void **state)
{
	(void)state;
	begin_file();
	part(0, 8); /* RFC 1858: the tiny fragment */
	part(8, PAYLOAD);
	expect(1, 1, 0);
}

static void
cut_by_the_snap_length(void **state)
{
	(void)state;
	begin_file();
	put_part4(ID, 0, 1480, true, 60);
	put_part4(ID, 1480, PAYLOAD, false, 0);
	expect(1, 1, 0);
}

static void
of_ipv6(void **state)
{
	struct capture_stats stats;
	struct segment s;

	(void)state;
	begin_file();
	put_part6(7, 1232, 2464, true);
	put_part6(7, 2464, PAYLOAD, false);
	put_part6(8, 0, 1232, true); /* another datagram */
	put_part6(7, 0, 1232, true);
	expect(1, 1, 1);
	read_file(&s, &stats);
	assert_int_equal(s.len, PAYLOAD - TCP_LEAST);
	assert_false(addr_is_v4(&s.src.addr));
}

/* Two interfaces show each fragment twice; so does a mirror, after all of them. */
static void
copies_give_one_segment(void **state)
{
	(void)state;
	begin_file();
	for (int i = 0; i < 2; i++)
		part(0, 1480);
	for (int i = 0; i < 2; i++)
		part(1480, PAYLOAD);
	part(0, 1480);
	part(1480, PAYLOAD);
	expect(1, 1, 0);
}

static void
overlaps_are_dropped(void **state)
{
	static const unsigned from[] = { 8, 1472, 744 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(from); i++) {
		begin_file();
		part(0, 1480);
		put_part4(ID, from[i], 2000, true, 2000 - from[i]);
		part(1480, PAYLOAD);
		/* what comes behind the conflict begins a datagram that is never whole */
		expect(0, 0, 2);
	}
}

/* Two last ones: a datagram has one end. */
static void
ends_that_disagree(void **state)
{
	struct capture_stats stats;
	struct segment s;

	(void)state;
	begin_file();
	part(0, 1480);
	put_part4(ID, 1480, 2000, false, 520);
	put_part4(ID + 1, 2000, PAYLOAD, false, PAYLOAD - 2000);
	put_part4(ID + 1, 1480, 1600, false, 120);
	assert_int_equal(read_file(&s, &stats), 1);
	assert_int_equal(s.len, 2000 - TCP_LEAST);
	assert_int_equal(stats.datagrams_whole, 1);
	assert_int_equal(stats.datagrams_lone, 1);
}

static void
impossible_ones(void **state)
{
	struct capture_stats stats;
	struct segment s;

	(void)state;
	begin_file();
	put_part4(ID, 0, 1001, true, 1001);    /* not a multiple of 8 */
	put_part4(ID, 0, 0, true, 0);	       /* nothing in it */
	put_part4(ID, 65528, 65536, false, 0); /* beyond 65535 */
	assert_int_equal(read_file(&s, &stats), 0);
	assert_int_equal(stats.undecodable, 3);
	assert_int_equal(stats.datagrams_lone, 0);
}

static void
lone_ones_are_counted(void **state)
{
	(void)state;
	begin_file();
	for (unsigned i = 0; i < 500; i++)
		put_part4(i, 1480, PAYLOAD, false, 0);
	expect(0, 0, 500);
}

/* "tcp port 443" lets first fragments pass only: what they have is taken. */
static void
only_first_ones(void **state)
{
	struct capture_stats stats;
	struct segment s;

	(void)state;
	begin_file();
	for (unsigned i = 0; i < 10; i++)
		put_part4(i, 0, 1480, true, 1480);
	assert_int_equal(read_file(&s, &stats), 6);
	assert_int_equal(s.len, 1480 - TCP_LEAST);
	assert_int_equal(s.checksum, CHECKSUM_UNKNOWN);
	assert_int_equal(stats.datagrams_lone, 10);
}

/* RFC 4963: the id comes round while a datagram still waits. */
static void
id_comes_round(void **state)
{
	(void)state;
	begin_file();
	part(0, 1480); /* its rest is lost */
	records = 5000;
	part(0, 1480);
	part(1480, PAYLOAD);
	records = 3;
	expect(1, 1, 1);
}

static void
many_holes(void **state)
{
	struct capture_stats stats;
	struct segment s;

	(void)state;
	begin_file();
	for (unsigned from = 0; from < 2800; from += 16) /* every second stretch */
		put_part4(ID, from, from + 8, true, 8);
	for (unsigned from = 8; from < 2800; from += 16)
		put_part4(ID, from, from + 8, true, 8);
	put_part4(ID, 2800, PAYLOAD, false, PAYLOAD - 2800);
	assert_int_equal(read_file(&s, &stats), 0); /* dropped: nobody sends such */
	assert_true(stats.datagrams_lone > 0);
}

static void
congestion_met_by_any(void **state)
{
	struct capture_stats stats;
	struct segment s;
	size_t first;

	(void)state;
	begin_file();
	first = file.n + 16;
	part(0, 1480);
	file.b[first + 1] = 3;
	part(1480, PAYLOAD);
	assert_int_equal(read_file(&s, &stats), 1);
	assert_int_equal(s.tos & 3, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_any_order),
		cmocka_unit_test(time_and_number_of_the_last),
		cmocka_unit_test(header_in_two_parts),
		cmocka_unit_test(cut_by_the_snap_length),
		cmocka_unit_test(of_ipv6),
		cmocka_unit_test(copies_give_one_segment),
		cmocka_unit_test(overlaps_are_dropped),
		cmocka_unit_test(ends_that_disagree),
		cmocka_unit_test(impossible_ones),
		cmocka_unit_test(lone_ones_are_counted),
		cmocka_unit_test(only_first_ones),
		cmocka_unit_test(id_comes_round),
		cmocka_unit_test(many_holes),
		cmocka_unit_test(congestion_met_by_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
