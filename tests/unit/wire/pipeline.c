/*
 * pipeline.c - the same segments, whoever reads them; the end, early or broken
 */
#include "build.h"

#include <unistd.h>

#define PACKETS 40000 /* more than the ring of blocks holds */
#define HEADER_BYTES 24
#define RECORD_BYTES 70

static char file[HEADER_BYTES + (size_t)PACKETS * RECORD_BYTES];

/* The same packet again and again. */
static struct str
make_capture(unsigned packets)
{
	static struct bytes b;

	b.n = 0;
	put_pcap(&b, false, PCAP_MICRO, 65535, LINK_ETHERNET);
	assert_int_equal(b.n, HEADER_BYTES);
	put_record(&b, false, 100, 0, 54, 54);
	put_frame(&b, 0);
	assert_int_equal(b.n, HEADER_BYTES + RECORD_BYTES);
	memcpy(file, b.b, HEADER_BYTES);
	for (size_t i = 0; i < packets; i++)
		memcpy(file + HEADER_BYTES + i * RECORD_BYTES, b.b + HEADER_BYTES, RECORD_BYTES);
	return (struct str){ file, HEADER_BYTES + (size_t)packets * RECORD_BYTES };
}

/* Read blocks until there were so many segments, each being the next packet. */
static uint64_t
read_some(struct reading *r, bool ahead, uint64_t until)
{
	struct pipeline *p = pipeline_start(&r->arena, r->capture, ahead);
	const struct segment *segs;
	uint64_t got = 0;
	size_t n;

	while (got < until && (n = pipeline_next(p, &segs)) > 0)
		for (size_t i = 0; i < n; i++)
			assert_int_equal(segs[i].packet, ++got);
	if (got < until)
		assert_int_equal(pipeline_next(p, &segs), 0);
	if (got == PACKETS)
		assert_int_equal(pipeline_consumed(p), input_size(r->in));
	pipeline_stop(p);
	pipeline_stop(p);
	return got;
}

static void
all_of_it(void **state)
{
	(void)state;
	for (int ahead = 0; ahead < 2; ahead++) {
		struct reading r;

		open_bytes(&r, make_capture(PACKETS));
		assert_int_equal(read_some(&r, ahead, UINT64_MAX), PACKETS);
		assert_int_equal(capture_stats(r.capture)->packets, PACKETS);
		assert_string_equal(problem(&r), "");
		close_reading(&r);
	}
}

static void
none_at_all(void **state)
{
	(void)state;
	for (int ahead = 0; ahead < 2; ahead++) {
		struct reading r;

		open_bytes(&r, make_capture(0));
		assert_int_equal(read_some(&r, ahead, UINT64_MAX), 0);
		close_reading(&r);
	}
}

static void
broken(void **state)
{
	char words[2][256];

	(void)state;
	for (int ahead = 0; ahead < 2; ahead++) {
		struct reading r;

		open_bytes(&r,
			   str_sub(make_capture(3000), 0, HEADER_BYTES + 3000 * RECORD_BYTES - 20));
		assert_int_equal(read_some(&r, ahead, UINT64_MAX), 2999);
		assert_int_equal(capture_stats(r.capture)->packets, 2999);
		snprintf(words[ahead], sizeof words[0], "%s", problem(&r));
		close_reading(&r);
	}
	assert_true(*words[0]);
	assert_string_equal(words[0], words[1]);
}

/* Nobody waits for a thread that waits for nobody. */
static void
stopped_early(void **state)
{
	(void)state;
	for (uint64_t until = 0; until < 5000; until += 500) {
		struct reading r;

		open_bytes(&r, make_capture(PACKETS));
		assert_true(read_some(&r, true, until) >= until);
		assert_true(capture_stats(r.capture)->packets < PACKETS);
		close_reading(&r);
	}
}

static int
temporary_file(char path[64])
{
	int fd;

	strcpy(path, "/tmp/crux-pipeline-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	return fd;
}

/* The file loses its end while it is read ahead: SIGBUS in the thread that reads. */
static void
shrinks(void **state)
{
	(void)state;
	for (int ahead = 0; ahead < 2; ahead++) {
		char path[64];
		int fd = temporary_file(path);
		struct str all;
		struct reading r;
		struct err e;

		all = make_capture(PACKETS);
		assert_int_equal(write(fd, all.p, all.n), all.n);
		open_input(&r, input_open(path, &e));
		assert_int_equal(ftruncate(fd, HEADER_BYTES + 30000 * RECORD_BYTES + 30), 0);
		assert_int_equal(read_some(&r, ahead, UINT64_MAX), 30000);
		assert_int_equal(capture_stats(r.capture)->packets, 30000);
		assert_non_null(input_fault(r.in));
		assert_non_null(strstr(problem(&r), "shrank"));
		close_reading(&r);
		close(fd);
		unlink(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it), cmocka_unit_test(none_at_all),
		cmocka_unit_test(broken),    cmocka_unit_test(stopped_early),
		cmocka_unit_test(shrinks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
