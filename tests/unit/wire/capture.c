/*
 * capture.c - captures as a whole: probing, counting, batches, ways in
 *
 * With INCIDENTS naming a folder (or ../shared/incidents beside the sources), all
 * captures in it are read too and their packets counted against capinfos.
 */
#include "build.h"

#include <ftw.h>
#include <unistd.h>

static struct bytes b;

static void
first_bytes(void **state)
{
	static const struct {
		struct str head;
		bool good;
		enum capture_kind kind;
	} rows[] = {
#define S(lit) { "" lit, sizeof(lit) - 1 }
		{ S("\xa1\xb2\xc3\xd4"), true, CAPTURE_PCAP },
		{ S("\xd4\xc3\xb2\xa1\x02\0\x04\0"), true, CAPTURE_PCAP },
		{ S("\xa1\xb2\x3c\x4d"), true, CAPTURE_PCAP },
		{ S("\x4d\x3c\xb2\xa1"), true, CAPTURE_PCAP },
		{ S("\xa1\xb2\xcd\x34"), true, CAPTURE_PCAP },
		{ S("\x34\xcd\xb2\xa1"), true, CAPTURE_PCAP },
		{ S("\x0a\x0d\x0d\x0a\0\0\0\x1c\x1a\x2b\x3c\x4d"), true, CAPTURE_PCAPNG },
		{ S("\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a\x01\0\0\0"), true, CAPTURE_PCAPNG },
		{ S(""), false, 0 },
		{ S("\xa1\xb2\xc3"), false, 0 },
		{ S("\x0a\x0d\x0d\x0a\0\0\0\x1c\x1a\x2b\x3c"), false, 0 },
		{ S("\x0a\x0d\x0d\x0a\0\0\0\x1c\x1a\x2b\x3c\x4e"), false, 0 },
		{ S("\n\r\r\nState Recv-Q Send-Q"), false, 0 },
		{ S("14:02:11.001 IP 192.0.2.1"), false, 0 },
#undef S
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		enum capture_kind kind = 0;

		assert_int_equal(capture_probe(rows[i].head, &kind), rows[i].good);
		assert_int_equal(kind, rows[i].kind);
	}
}

/* A record of one packet that begins with an Ethernet header of that type. */
static void
put_other(unsigned type, const void *p, size_t n, uint32_t have)
{
	size_t at = b.n + 16;

	put_record(&b, false, 50, 0, have, (uint32_t)(14 + n));
	put_ethernet(&b, type);
	put(&b, p, n);
	b.n = at + have;
}

/* An IPv4 packet in such a record, cut to have bytes. */
static void
put_ip_record(unsigned proto, unsigned fragment, const void *p, size_t n, uint32_t have)
{
	static struct bytes packet;

	packet.n = 0;
	put_ip4(&packet, proto, n);
	set16(&packet, 6, fragment);
	put(&packet, p, n);
	put_other(0x0800, packet.b, packet.n, have);
}

static void
everything_is_counted(void **state)
{
	const struct capture_stats *st;
	struct segment segs[16];
	struct reading r;

	(void)state;
	b.n = 0;
	put_pcap(&b, false, PCAP_MICRO, 96, LINK_ETHERNET);
	put_records(&b, false, 2);
	put_other(0x0806, "ARP", 3, 17);
	put_other(0x0800, "\x45", 1, 15);
	put_other(0x0800, "\x45", 1, 5);
	put_ip_record(17, 0, "\0\x35\0\x35\0\x08\0\0", 8, 42);
	put_ip_record(6, 0x0100, "middle", 6, 40);
	put_ip_record(1, 0, "\x03\x01\0\0\0\0\0\0", 8, 42);
	put_ip_record(1, 0, "\x03\x04\0\0\0\0\0\0", 8, 42);
	put_ip_record(6, 0, "\1\2\3\4\1\2\3\4\1\2\3\4\x50\x10\1\2\3\4\5\6", 20, 34 + 13);
	put_ip_record(6, 0, "\1\2\3\4\1\2\3\4\1\2\3\4\x60\x10\1\2\3\4\5\6abcd", 24, 34 + 20);
	open_bytes(&r, view(&b));
	st = capture_stats(r.capture);
	assert_true(st->first_ns == TIME_NONE && st->last_ns == TIME_NONE);
	assert_int_equal(capture_read(r.capture, segs, 16), 3);
	assert_int_equal(segs[2].packet, 11);
	assert_false(segs[2].known & SEG_HAS_OPTIONS);
	assert_int_equal(st->packets, 11);
	assert_int_equal(st->segments, 3);
	assert_int_equal(st->other, 2);
	assert_int_equal(st->undecodable, 2);
	assert_int_equal(st->fragments, 1);
	assert_int_equal(st->cut, 2); /* one of them still a segment */
	assert_int_equal(st->icmp_unreachable, 1);
	assert_int_equal(st->icmp_too_big, 1);
	assert_int_equal(st->snaplen, 96);
	/* The earliest and the latest, in whatever order they stand. */
	assert_true(st->first_ns == 50 * INT64_C(1000000000));
	assert_true(st->last_ns == 101 * INT64_C(1000000000) + 250000000);
	assert_string_equal(problem(&r), "");
	close_reading(&r);
}

static void
batches_of_any_size(void **state)
{
	struct segment segs[64];
	struct reading r;

	(void)state;
	b.n = 0;
	put_pcap(&b, true, PCAP_NANO, 65535, LINK_ETHERNET);
	put_records(&b, true, 50);
	for (size_t n = 1; n <= 64; n++) {
		size_t got, sum = 0;

		open_bytes(&r, view(&b));
		assert_int_equal(capture_read(r.capture, segs, 0), 0);
		while ((got = capture_read(r.capture, segs, n))) {
			assert_int_equal(got, MIN(n, 50 - sum));
			for (size_t i = 0; i < got; i++)
				assert_tcp(&segs[i], (uint32_t)(sum + i + 1));
			sum += got;
			assert_int_equal(capture_stats(r.capture)->packets, sum);
		}
		assert_int_equal(sum, 50);
		assert_int_equal(input_consumed(r.in), b.n);
		close_reading(&r);
	}
}

/* Through a pipe, where packets lie across the borders of what a read gives. */
static void
through_a_pipe(void **state)
{
	int saved = dup(STDIN_FILENO), ends[2];
	struct segment segs[7];
	struct reading r;
	struct err e;
	size_t got, sum = 0;
	pid_t pid;

	(void)state;
	b.n = 0;
	put_pcap(&b, false, PCAP_MICRO, 65535, LINK_ETHERNET);
	put_records(&b, false, 400);
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		ssize_t n = 1;

		for (size_t at = 0; at < b.n && n > 0; at += (size_t)n)
			n = write(ends[1], b.b + at, MIN(b.n - at, (size_t)101));
		_exit(n < 0);
	}
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	open_input(&r, input_open("-", &e));
	assert_non_null(r.capture);
	while ((got = capture_read(r.capture, segs, 7))) {
		for (size_t i = 0; i < got; i++)
			assert_tcp(&segs[i], (uint32_t)(sum + i + 1));
		sum += got;
	}
	assert_int_equal(sum, 400);
	assert_string_equal(problem(&r), "");
	close_reading(&r);
	dup2(saved, STDIN_FILENO);
	close(saved);
}

/* Read some batches of n, cut the file, read on: as many packets as are whole in it. */
static void
shrink(const char *path, size_t n, size_t batches, off_t cut, size_t whole)
{
	struct segment segs[64];
	struct reading r;
	struct err e;
	size_t got, sum = 0;

	open_input(&r, input_open(path, &e));
	assert_non_null(r.capture);
	while (batches-- && (got = capture_read(r.capture, segs, n)))
		sum += got;
	assert_int_equal(truncate(path, cut), 0);
	while ((got = capture_read(r.capture, segs, n))) {
		for (size_t i = 0; i < got; i++)
			assert_tcp(&segs[i], (uint32_t)(sum + i + 1));
		sum += got;
	}
	assert_int_equal(sum, whole);
	assert_int_equal(capture_stats(r.capture)->packets, sum);
	assert_true(str_ends(str_from(problem(&r)), STR("the file shrank while it was read")));
	close_reading(&r);
}

/* At a packet, inside one, at a page, inside the last page, which is no SIGBUS. */
static void
the_file_shrinks_while_it_is_read(void **state)
{
	enum { PACKETS = 400 };
	char path[] = "/tmp/crux-shrink-XXXXXX";
	int fd = mkstemp(path);
	size_t first, whole;

	(void)state;
	assert_true(fd >= 0);
	b.n = 0;
	put_pcap(&b, false, PCAP_MICRO, 65535, LINK_ETHERNET);
	put_records(&b, false, 100);
	first = b.n;
	for (size_t i = 100; i < PACKETS; i++) {
		put_record(&b, false, 100 + (uint32_t)i, 0, 55 + (uint32_t)i, 55 + (uint32_t)i);
		put_frame(&b, i + 1);
	}
	for (size_t n = 1; n <= 64; n *= 8) {
		const off_t cuts[] = { (off_t)first, (off_t)first + 50, 16384, 65536,
				       (off_t)b.n - 1 };

		for (size_t i = 0; i < COUNT_OF(cuts); i++) {
			size_t at = 24;

			for (whole = 0; at <= (size_t)cuts[i]; whole++)
				at += 16 + 55 + whole;
			assert_int_equal(pwrite(fd, b.b, b.n, 0), b.n);
			shrink(path, n, 60 / n, cuts[i], whole - 1);
		}
	}
	close(fd);
	unlink(path);
}

static void
what_is_no_capture(void **state)
{
	struct reading r;

	(void)state;
	open_bytes(&r, STR("State  Recv-Q Send-Q Local Address:Port"));
	assert_null(r.capture);
	assert_int_equal(r.e.code, ERR_FORMAT);
	close_reading(&r);
}

/* All bytes turned over, one at a time: read to an end, and never outside. */
static void
one_byte_wrong(void **state)
{
	struct segment segs[8];
	char *p;

	(void)state;
	b.n = 0;
	put_pcap(&b, false, PCAP_MICRO, 65535, LINK_ETHERNET);
	put_records(&b, false, 4);
	p = malloc(b.n);
	assert_non_null(p);
	for (size_t i = 0; i < b.n; i++)
		for (unsigned v = 0; v < 256; v += 15) {
			struct reading r;

			memcpy(p, b.b, b.n);
			p[i] = (char)v;
			open_bytes(&r, (struct str){ p, b.n });
			if (r.capture)
				assert_true(capture_read(r.capture, segs, 8) <= 5);
			close_reading(&r);
		}
	free(p);
}

#define FILES_MAX 1000

static char *files[FILES_MAX];
static unsigned n_files;

static int
remember(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)ftw;
	if (type == FTW_F && strstr(path, ".pcap") && n_files < FILES_MAX)
		files[n_files++] = strdup(path);
	return 0;
}

/* The packets that capinfos counts in a file, 0 if it cannot say. */
static uint64_t
capinfos_packets(const char *path)
{
	char command[4096], line[4096] = "";
	uint64_t n = 0;
	struct str s;
	FILE *f;

	snprintf(command, sizeof command, "capinfos -c -M -T -r '%s' 2>/dev/null", path);
	f = popen(command, "r");
	if (f && fgets(line, sizeof line, f)) {
		s = str_trim(str_from(line));
		str_to_u64(str_from_pos(s, str_rindex(s, '\t') + 1), &n);
	}
	if (f)
		pclose(f);
	return n;
}

static void
read_file(const char *path, bool compare)
{
	const struct capture_stats *st;
	struct segment segs[32];
	struct reading r;
	struct err e;
	uint64_t segments = 0;
	int64_t last = INT64_MIN;
	size_t got;

	open_input(&r, input_open(path, &e));
	assert_non_null(r.capture);
	while ((got = capture_read(r.capture, segs, 32))) {
		for (size_t i = 0; i < got; i++)
			segments += !segs[i].icmp;
		last = MAX(last, segs[got - 1].time_ns);
	}
	st = capture_stats(r.capture);
	assert_string_equal(problem(&r), "");
	assert_int_equal(segments, st->segments);
	assert_int_equal(st->packets, st->segments + st->other + st->fragments +
					      st->icmp_unreachable + st->icmp_too_big +
					      st->icmp_exceeded);
	assert_int_equal(st->undecodable, 0);
	assert_true(!segments || (last >= st->first_ns && last <= st->last_ns));
	if (compare && capinfos_packets(path) != st->packets) {
		print_error("%s: %llu packets\n", path, (unsigned long long)st->packets);
		fail();
	}
	close_reading(&r);
}

static void
incidents(void **state)
{
	const char *folder = getenv("INCIDENTS"), *source = getenv("CRUX_SOURCE");
	bool compare = system("capinfos -v >/dev/null 2>&1") == 0;
	char path[4096];

	(void)state;
	if (!folder) {
		snprintf(path, sizeof path, "%s/../shared/incidents", source ? source : ".");
		folder = path;
	}
	nftw(folder, remember, 8, FTW_PHYS);
	if (!n_files)
		return; /* nothing to hold it against here (cmocka's skip() counts as a failure) */
	for (unsigned i = 0; i < n_files; i++) {
		read_file(files[i], compare);
		free(files[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_bytes),
		cmocka_unit_test(everything_is_counted),
		cmocka_unit_test(batches_of_any_size),
		cmocka_unit_test(through_a_pipe),
		cmocka_unit_test(what_is_no_capture),
		cmocka_unit_test(one_byte_wrong),
		cmocka_unit_test(the_file_shrinks_while_it_is_read),
		cmocka_unit_test(incidents),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
