/*
 * capture.c - captures as inputs: whole, broken, watched
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "text_case.h"

static struct text_case t;
static char path[] = "/tmp/crux-test-XXXXXX";

#define RECORD_BYTES (16 + 40)

/* A pcap of n SYNs of raw IPv4 (link type 101), a second apart. */
static size_t
make_capture(uint8_t *to, size_t n)
{
	static const uint8_t head[24] = { 0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0,  0,
					  0,	0,    0,    0,	  0, 0, 1, 0, 0, 101 };
	static const uint8_t packet[40] = {
		0x45, 0, 0, 40, 0,    1, 0, 0,	  64, 6, 0, 0, 10,   0, 0, 5, 10, 0, 0, 9,
		0x10, 0, 0, 80, 0x12, 0, 0, 0x01, 0,  0, 0, 0, 0x50, 2, 1, 0, 0,  0, 0, 0,
	};

	memcpy(to, head, sizeof(head));
	for (size_t i = 0; i < n; i++) {
		uint8_t *record = to + sizeof(head) + i * RECORD_BYTES;

		memset(record, 0, 16);
		record[0] = (uint8_t)i;
		record[1] = (uint8_t)(i >> 8);
		record[8] = record[12] = sizeof(packet);
		memcpy(record + 16, packet, sizeof(packet));
		record[16 + 20] = (uint8_t)(i >> 8 | 0x10);
		record[16 + 21] = (uint8_t)i;
	}
	return sizeof(head) + n * RECORD_BYTES;
}

static struct case_input *
read_bytes(const uint8_t *bytes, size_t n)
{
	FILE *out = fopen(path, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
	read_path(&t.r, path);
	case_finish(&t.cs);
	return case_input(&t.cs, 0);
}

static void
whole(void **state)
{
	uint8_t bytes[24 + 100 * RECORD_BYTES];
	struct case_input *in;

	(void)state;
	text_case_begin(&t);
	in = read_bytes(bytes, make_capture(bytes, 100));
	assert_true(in->readable);
	assert_string_equal(in->kind, "pcap");
	assert_int_equal(in->records, 100);
	assert_int_equal(in->capture.segments, 100);
	assert_int_equal(in->from_ns, 0);
	assert_int_equal(in->to_ns, 99LL * NS_PER_S);
	assert_int_equal(in->problems.n, 0);
	assert_int_equal(tracker_count(in->tracker), 100);
	assert_int_equal(t.cs.views.n, 100);
	assert_int_equal(t.segs[0].packet, 1);
	text_case_end(&t);
}

static void
broken(void **state)
{
	uint8_t bytes[24 + 3 * RECORD_BYTES];
	struct case_input *in;

	(void)state;
	text_case_begin(&t);
	in = read_bytes(bytes, make_capture(bytes, 3) - 7);
	assert_true(in->readable);
	assert_int_equal(in->capture.segments, 2);
	assert_int_equal(in->problems.n, 1);
	assert_true(str_has(str_from(in->problems.v[0].message), STR("packet 3")));
	text_case_end(&t);

	text_case_begin(&t);
	in = read_bytes(bytes, 10);
	assert_false(in->readable);
	assert_string_equal(in->kind, "pcap");
	assert_int_equal(in->problems.n, 1);
	text_case_end(&t);
}

struct watched {
	unsigned calls;
	uint64_t done, all;
};

static void
watch(void *ctx, const char *name, uint64_t done_bytes, uint64_t all_bytes)
{
	struct watched *w = ctx;

	assert_string_equal(name, path);
	assert_true(done_bytes > w->done);
	w->calls++;
	w->done = done_bytes;
	w->all = all_bytes;
}

static void
progress(void **state)
{
	const size_t n = 200000; /* 11 MB: a call each 4 MiB */
	uint8_t *bytes = malloc(24 + n * RECORD_BYTES);
	struct watched w = { 0 };

	(void)state;
	assert_non_null(bytes);
	text_case_begin(&t);
	t.r.progress = watch;
	t.r.progress_ctx = &w;
	read_bytes(bytes, make_capture(bytes, n));
	free(bytes);
	assert_int_equal(w.calls, 2);
	assert_int_equal(w.all, 24 + n * RECORD_BYTES);
	text_case_end(&t);
}

static int
make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(broken),
		cmocka_unit_test(progress),
	};

	return cmocka_run_group_tests_name("readers/capture", tests, make_path, remove_path);
}
